// Lines over the limits: JSON stays JSON, text stays text, and both say how large they were.
import { OPEN_BRACE, skipBlanks, utf8Boundary } from './bytes.ts';
import { cutJson } from './cut-json.ts';
import type { LineLimits } from './lines.ts';

/** A line that holds to the limits; the very same buffer if it already did. */
export function cutLine(line: Buffer, limits: LineLimits): Buffer {
  const isJson = line[skipBlanks(line, 0, line.length)] === OPEN_BRACE;
  const cut = isJson ? cutJson(line, limits) : undefined;
  if (cut) return cut;
  return line.length > limits.maxLineBytes ? cutText(line, limits.maxLineBytes) : line;
}

/** The beginning of a line of text, with a mark at its end. */
function cutText(line: Buffer, maxBytes: number): Buffer {
  const mark = ` [groundcrew.cut: ${line.length} bytes]`;
  const kept = utf8Boundary(line, maxBytes - mark.length);
  return Buffer.concat([line.subarray(0, kept), Buffer.from(mark)]);
}
