// Bytes of a request → lines that the log can keep. The format is found in the content: JSON objects one a line,
// over several lines or in a row, a JSON array, plain text, or a mixture. Knows nothing of HTTP.
import type { LogEntry } from '@groundcrew/wal';
import { OPEN_BRACKET, skipWhitespace } from './bytes.ts';
import { scanLines } from './scan-lines.ts';
import { splitArray } from './split-array.ts';
import { splitObjects } from './split-objects.ts';
import { tidyLines } from './tidy-lines.ts';

/** What a single line may be; more is cut. */
export interface LineLimits {
  /** Largest line, in bytes. */
  maxLineBytes: number;
  /** Deepest nesting of a JSON object; 1 is a flat object. */
  maxDepth: number;
}

/** Lines separated by \n, none of them blank: what becomes one entry of the log. */
export interface Lines {
  kind: LogEntry['kind'];
  body: Buffer;
  /** How many lines `body` holds; at least one. */
  rows: number;
}

/** All lines of a body, in its order. */
export interface FramedLines {
  lines: Lines[];
  rows: number;
  /** Lines that were cut to the limits. */
  cut: number;
}

/**
 * Frames a body. Any bytes will do: what is not JSON is text. Where the body already is one record a line, as most are,
 * the lines are parts of `body` itself, not a copy.
 */
export function frameLines(body: Buffer, limits: LineLimits): FramedLines {
  let bytes = withoutByteOrderMark(body);
  const elements = startsWithBracket(bytes) ? splitArray(bytes) : undefined;
  if (elements) bytes = elements;
  let scan = scanLines(bytes, limits);
  if (scan.needsSplit && !elements) {
    bytes = splitObjects(bytes);
    scan = scanLines(bytes, limits);
  }
  let cut = 0;
  if (scan.needsTidying) {
    ({ bytes, cut } = tidyLines(bytes, limits));
    scan = scanLines(bytes, limits);
  }
  return { lines: scan.lines, rows: scan.rows, cut };
}

function withoutByteOrderMark(body: Buffer): Buffer {
  const hasMark = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf;
  return hasMark ? body.subarray(3) : body;
}

function startsWithBracket(bytes: Buffer): boolean {
  return bytes[skipWhitespace(bytes, 0, bytes.length)] === OPEN_BRACKET;
}
