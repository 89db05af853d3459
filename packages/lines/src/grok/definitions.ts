// Definitions of patterns as files have them: a name, spaces, and the pattern to the end of the line.

/** The definitions in a text. Empty lines and lines that begin with # are skipped; a later name wins. */
export function parseDefinitions(text: string): Map<string, string> {
  const definitions = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const match = /^([A-Za-z0-9_]+)[ \t]+(.+)$/.exec(line);
    if (match?.[1] !== undefined && match[2] !== undefined) definitions.set(match[1], match[2]);
  }
  return definitions;
}
