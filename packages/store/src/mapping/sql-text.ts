// Literals for the mapping's expressions. Their content comes from our own tables, never from input; names of promoted
// attributes, which come from users, are parameters instead.

/** A string literal. */
export function text(content: string): string {
  return `'${content.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\r', '\\r')}'`;
}

/** An array of string literals. */
export function texts(content: Iterable<string>): string {
  return `[${[...content].map((each) => text(each)).join(',')}]`;
}

/** `transform` by a table of numbers below 256; 0 for what is not in it. */
export function lookUp(expression: string, table: ReadonlyMap<string, number>): string {
  return `transform(${expression}, ${texts(table.keys())}, [${[...table.values()].join(',')}], 0)`;
}

/** What a string or number of canonical JSON says. Without backslashes there are no quotes inside. */
export function plain(json: string): string {
  return `if(position(${json}, '\\\\') = 0, trimBoth(${json}, '"'), JSONExtractString(${json}))`;
}

/**
 * Text that is UTF-8: invalid bytes in a row become one U+FFFD. The engine's function drops up to three good bytes
 * after a bad one at the end, so there must be others after them.
 */
export function validText(expression: string): string {
  const valid = `substring(toValidUTF8(concat(${expression}, '...')), 1, -3)`;
  return `if(isValidUTF8(${expression}), ${expression}, ${valid})`;
}
