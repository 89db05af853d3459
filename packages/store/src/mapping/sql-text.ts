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

/** Small numbers as `Array(UInt8)`. */
export function bytes(numbers: Iterable<number>): string {
  return `CAST([${[...numbers].join(',')}], 'Array(UInt8)')`;
}

/** `transform` by a table of small numbers; 0 for what is not in it. */
export function lookUp(expression: string, table: ReadonlyMap<string, number>): string {
  return `transform(${expression}, ${texts(table.keys())}, ${bytes(table.values())}, toUInt8(0))`;
}
