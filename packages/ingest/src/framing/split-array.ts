// Turns a body that is one JSON array into lines.
import {
  BACKSLASH,
  CLOSE_BRACKET,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  skipBlanks,
  skipWhitespace,
} from './bytes.ts';
import { JsonScanner } from './json-scanner.ts';
import { LineWriter } from './line-writer.ts';

/**
 * The elements of a body that is one JSON array, each on a line of its own; undefined if it is anything else.
 * Strings become the text they stand for; other elements stay as they are written.
 */
export function splitArray(bytes: Buffer): Buffer | undefined {
  const scanner = new JsonScanner(bytes);
  const writer = new LineWriter(bytes);
  const next = (from: number) => skipWhitespace(bytes, from, bytes.length);
  let at = next(next(0) + 1);
  let isAfterComma = false;
  while (isAfterComma || bytes[at] !== CLOSE_BRACKET) {
    const end = scanner.valueEnd(at, bytes.length);
    if (end < 0 || !writeElement(writer, bytes, at, end)) return undefined;
    at = next(end);
    isAfterComma = bytes[at] === COMMA;
    if (isAfterComma) at = next(at + 1);
    else if (bytes[at] !== CLOSE_BRACKET) return undefined;
  }
  return next(at + 1) === bytes.length ? writer.finish() : undefined;
}

/** Numbers and literals of RFC 8259: the body `[info]` is text. */
const scalar = /^(?:-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null)$/;

/** Writes one element, unless it turns out to be none. */
function writeElement(writer: LineWriter, bytes: Buffer, start: number, end: number): boolean {
  const first = bytes[start];
  if (first === OPEN_BRACE || first === OPEN_BRACKET) writer.joined(start, end);
  else if (first === QUOTE) writeString(writer, bytes, start, end);
  else if (scalar.test(bytes.toString('latin1', start, end))) writer.line(start, end);
  else return false;
  return true;
}

/** A string becomes a line of text; one that is not its own text, or looks like JSON, the body of a record. */
function writeString(writer: LineWriter, bytes: Buffer, start: number, end: number): void {
  if (isPlain(bytes, start, end)) writer.line(start + 1, end - 1);
  else writer.wrapped('{"message":', start, end, '}');
}

function isPlain(bytes: Buffer, start: number, end: number): boolean {
  if (bytes[skipBlanks(bytes, start + 1, end)] === OPEN_BRACE) return false;
  for (let at = start; at < end; at++) if (bytes[at] === BACKSLASH) return false;
  return true;
}
