// Definitions of grok patterns, after logstash-patterns-core (Apache-2.0, see NOTICE): postgresql.

/** Name and pattern, one a line. */
export const postgresql = String.raw`
POSTGRESQL %{DATESTAMP:timestamp} %{TZ:[event][timezone]} %{DATA:[user][name]} %{GREEDYDATA:[postgresql][log][connection_id]} %{POSINT:[process][pid]:int}
`;
