// The text above the tables of docs/reference/config.md.

/** Markdown. */
export const referenceIntroduction = `
Groundcrew needs no configuration. What can be set, can be set in three places; the first one that says something wins:

1. an option on the command line: \`groundcrew serve --http.max-connections 500\`
2. the environment: \`GROUNDCREW_HTTP_MAX_CONNECTIONS=500\`
3. the file: \`http:\` and below it \`maxConnections: 500\`. The file is the one that \`--config\` names, else the one
   in \`GROUNDCREW_CONFIG\`, else \`./groundcrew.yaml\` if it exists.

In options and variables, lists are separated by commas. An unknown name in any of them is an error that says which
known one is nearest. \`groundcrew config check\` finds mistakes, \`groundcrew config print\` shows every value in force
and where it was set, \`groundcrew config schema\` prints the JSON Schema with which editors complete the file.

The commands that ask a running server do not read the file; they use \`GROUNDCREW_URL\` and \`GROUNDCREW_TOKEN\`.
`;
