// Definitions of grok patterns, after logstash-patterns-core (Apache-2.0, see NOTICE): maven.

/** Name and pattern, one a line. */
export const maven = String.raw`
MAVEN_VERSION (?:(\d+)\.)?(?:(\d+)\.)?(\*|\d+)(?:[.-](RELEASE|SNAPSHOT))?
`;
