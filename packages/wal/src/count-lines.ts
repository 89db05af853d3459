// Rows of an entry = its lines that are not empty.

/** Counts the lines of `body` that hold at least one byte. */
export function countLines(body: Buffer): number {
  let count = 0;
  let start = 0;
  while (start < body.length) {
    const end = body.indexOf(10, start);
    if (end === -1) return count + 1;
    if (end > start) count += 1;
    start = end + 1;
  }
  return count;
}
