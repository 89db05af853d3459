// Definitions of grok patterns, after logstash-patterns-core (Apache-2.0, see NOTICE): ruby.

/** Name and pattern, one a line. */
export const ruby = String.raw`
RUBY_LOGLEVEL (?:DEBUG|FATAL|ERROR|WARN|INFO)
RUBY_LOGGER [DFEWI], \[%{TIMESTAMP_ISO8601:timestamp} #%{POSINT:[process][pid]:int}\] *%{RUBY_LOGLEVEL:[log][level]} -- +%{DATA:[process][name]}: %{GREEDYDATA:message}
`;
