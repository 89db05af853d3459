// Turns objects that span several lines, or share one, into one object a line.
import { NEWLINE, nextByte, OPEN_BRACE, skipBlanks } from './bytes.ts';
import { JsonScanner } from './json-scanner.ts';
import { LineWriter } from './line-writer.ts';

/**
 * The body with each JSON object on a line of its own; everything else stays line by line as it is.
 * Linear in the size of the body, whatever is in it.
 */
export function splitObjects(bytes: Buffer): Buffer {
  const scanner = new JsonScanner(bytes);
  const writer = new LineWriter(bytes);
  /** What begins before this cannot span lines: it lies in a stretch that has already failed to be one object. */
  let failedUntil = 0;
  let lineEnd = -1;
  for (let at = 0; at < bytes.length;) {
    const head = skipBlanks(bytes, at, bytes.length);
    if (lineEnd < head) lineEnd = nextByte(bytes, NEWLINE, head);
    const end = bytes[head] === OPEN_BRACE ? objectEnd(head) : -1;
    const after = end < 0 ? -1 : afterObject(bytes, end, lineEnd);
    if (after >= 0) {
      writer.joined(head, end);
      at = after;
    } else {
      if (head < lineEnd) writer.line(at, lineEnd);
      at = lineEnd + 1;
    }
  }
  return writer.finish();

  function objectEnd(head: number): number {
    const end = scanner.valueEnd(head, head < failedUntil ? lineEnd : bytes.length);
    if (end < 0) failedUntil = Math.max(failedUntil, scanner.stoppedAt);
    return end;
  }
}

/** Where to go on after an object, or -1 if it is only the beginning of a line of text. */
function afterObject(bytes: Buffer, end: number, lineEnd: number): number {
  const after = skipBlanks(bytes, end, bytes.length);
  if (after === bytes.length || bytes[after] === OPEN_BRACE) return after;
  if (bytes[after] === NEWLINE) return after + 1;
  return end > lineEnd ? after : -1;
}
