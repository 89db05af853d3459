// Definitions of grok patterns, after logstash-patterns-core (Apache-2.0, see NOTICE): mcollective.

/** Name and pattern, one a line. */
export const mcollective = String.raw`
MCOLLECTIVE ., \[%{TIMESTAMP_ISO8601:timestamp} #%{POSINT:[process][pid]:int}\]%{SPACE}%{LOGLEVEL:[log][level]}
MCOLLECTIVEAUDIT %{TIMESTAMP_ISO8601:timestamp}:
`;
