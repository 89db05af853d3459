// The slower pass over lines: drops blank ones and carriage returns at line ends, and cuts what is over the limits.
import {
  CARRIAGE_RETURN,
  NEWLINE,
  nextByte,
  OPEN_BRACE,
  OPEN_BRACKET,
  skipBlanks,
} from './bytes.ts';
import { cutLine } from './cut-line.ts';
import { LineWriter } from './line-writer.ts';
import type { LineLimits } from './lines.ts';

/** The tidy lines, and how many of them had to be cut. */
export function tidyLines(bytes: Buffer, limits: LineLimits): { bytes: Buffer; cut: number } {
  const writer = new LineWriter(bytes);
  let cut = 0;
  for (let start = 0; start < bytes.length;) {
    if (bytes[start] === NEWLINE) {
      start++;
      continue;
    }
    const lineEnd = nextByte(bytes, NEWLINE, start);
    const end = withoutCarriageReturns(bytes, start, lineEnd);
    if (isWithin(bytes, start, end, limits)) {
      if (skipBlanks(bytes, start, end) < end) writer.line(start, end);
    } else {
      const line = bytes.subarray(start, end);
      const fitting = cutLine(line, limits);
      if (fitting !== line) cut++;
      if (skipBlanks(line, 0, line.length) < line.length) writer.bytes(fitting);
    }
    start = lineEnd + 1;
  }
  return { bytes: writer.finish(), cut };
}

function withoutCarriageReturns(bytes: Buffer, start: number, lineEnd: number): number {
  let end = lineEnd;
  while (end > start && bytes[end - 1] === CARRIAGE_RETURN) end--;
  return end;
}

/** True if the line holds to the limits for sure; false if it needs a closer look. */
function isWithin(bytes: Buffer, start: number, end: number, limits: LineLimits): boolean {
  if (end - start > limits.maxLineBytes) return false;
  let openers = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if ((byte === OPEN_BRACE || byte === OPEN_BRACKET) && ++openers > limits.maxDepth) return false;
  }
  return true;
}
