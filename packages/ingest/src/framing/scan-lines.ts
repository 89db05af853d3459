// The hot path: one pass of native searches over a body, without a copy and without an object per line.
// It cuts the body into entries and notices what needs one of the slower passes.
import { entryKind } from '@groundcrew/wal';
import {
  CARRIAGE_RETURN,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  isBlank,
  NEWLINE,
  nextByte,
  OPEN_BRACE,
  OPEN_BRACKET,
  skipBlanks,
  SPACE,
} from './bytes.ts';
import type { LineLimits, Lines } from './lines.ts';

/** Entries end at the last line end before this size, unless a single line is larger. */
const ENTRY_BYTES_MAX = 1_048_576;

/** What one pass finds out. All the `needs…` are cautious: true where a closer look might find nothing. */
export interface Scan {
  lines: Lines[];
  rows: number;
  /** An object may span lines or share its line with another. */
  needsSplit: boolean;
  /** Lines are blank, end in a carriage return, or may be over the limits. */
  needsTidying: boolean;
}

/** Scans a body line by line. */
export function scanLines(bytes: Buffer, limits: LineLimits): Scan {
  const scanner = new LineScanner(bytes, limits);
  scanner.run();
  return scanner;
}

/** State of one pass. `#brace` and `#bracket` are the next ones at or after the current line's start. */
class LineScanner implements Scan {
  readonly lines: Lines[] = [];
  rows = 0;
  needsSplit = false;
  needsTidying = false;
  readonly #bytes: Buffer;
  readonly #limits: LineLimits;
  #brace: number;
  #bracket: number;
  #isNested = false;
  #isAfterObject = false;

  constructor(bytes: Buffer, limits: LineLimits) {
    this.#bytes = bytes;
    this.#limits = limits;
    this.#brace = nextByte(bytes, OPEN_BRACE, 0);
    this.#bracket = nextByte(bytes, OPEN_BRACKET, 0);
  }

  run(): void {
    const bytes = this.#bytes;
    let entryStart = 0;
    let entryRows = 0;
    for (let start = this.#afterNewlines(0); start < bytes.length;) {
      const end = nextByte(bytes, NEWLINE, start);
      if (end - entryStart > ENTRY_BYTES_MAX && entryRows > 0) {
        this.#entry(entryStart, start - 1, entryRows);
        entryStart = start;
        entryRows = 0;
      }
      this.#line(start, end);
      entryRows++;
      start = this.#afterNewlines(end + 1);
    }
    const end = bytes.at(-1) === NEWLINE ? bytes.length - 1 : bytes.length;
    if (entryRows > 0) this.#entry(entryStart, end, entryRows);
  }

  /** Skips empty lines; the entries of this pass then do not matter, since tidying follows. */
  #afterNewlines(from: number): number {
    let at = from;
    while (this.#bytes[at] === NEWLINE) at++;
    if (at > from) this.needsTidying = true;
    return at;
  }

  #entry(start: number, end: number, rows: number): void {
    const kind = this.#isNested ? entryKind.nestedLines : entryKind.lines;
    this.lines.push({ kind, body: this.#bytes.subarray(start, end), rows });
    this.rows += rows;
    this.#isNested = false;
  }

  #line(start: number, end: number): void {
    const bytes = this.#bytes;
    let head = start;
    let first = bytes[start] ?? 0;
    if (first <= SPACE) {
      head = skipBlanks(bytes, start, end);
      first = head < end ? (bytes[head] ?? 0) : 0;
      if (head === end) this.needsTidying = true;
    }
    if (bytes[end - 1] === CARRIAGE_RETURN || end - start > this.#limits.maxLineBytes) {
      this.needsTidying = true;
    }
    this.#object(first, start, end);
    if (this.#brace < end) this.#braces(head, end, first === OPEN_BRACE);
    if (this.#bracket < end) this.#brackets(end);
  }

  /** A line that only begins an object, or goes on with one, is part of an object that spans lines. */
  #object(first: number, start: number, end: number): void {
    if (first === OPEN_BRACE) {
      this.#isAfterObject = this.#endsWithBrace(start, end);
      if (!this.#isAfterObject) this.needsSplit = true;
      return;
    }
    const continues = first === COMMA || first === CLOSE_BRACE || first === CLOSE_BRACKET;
    if (continues && this.#isAfterObject) this.needsSplit = true;
    if (first !== 0) this.#isAfterObject = false;
  }

  #endsWithBrace(start: number, end: number): boolean {
    let last = end - 1;
    while (last > start && isBlank(this.#bytes[last])) last--;
    return this.#bytes[last] === CLOSE_BRACE;
  }

  /** Judges the line's braces by what stands before them: after a colon, an object is nested in an object. */
  #braces(head: number, end: number, isObject: boolean): void {
    const bytes = this.#bytes;
    let count = 0;
    for (; this.#brace < end; this.#brace = nextByte(bytes, OPEN_BRACE, this.#brace + 1)) {
      let before = this.#brace - 1;
      while (before >= head && isBlank(bytes[before])) before--;
      if (before >= head) {
        if (bytes[before] === COLON) this.#isNested = true;
        else if (bytes[before] === CLOSE_BRACE && isObject) this.needsSplit = true;
      }
      if (++count > this.#limits.maxDepth / 2) return this.#leaveDense(end, isObject);
    }
  }

  /** So many braces that the line might be too deep: what comes after them is not looked at. */
  #leaveDense(end: number, isObject: boolean): void {
    this.#isNested = true;
    this.needsTidying = true;
    if (isObject) this.needsSplit = true;
    this.#brace = nextByte(this.#bytes, OPEN_BRACE, end);
  }

  /** Braces and brackets may each make up half the depth, so that neither count needs the other. */
  #brackets(end: number): void {
    let count = 0;
    while (this.#bracket < end) {
      this.#bracket = nextByte(this.#bytes, OPEN_BRACKET, this.#bracket + 1);
      if (++count <= this.#limits.maxDepth / 2) continue;
      this.needsTidying = true;
      this.#bracket = nextByte(this.#bytes, OPEN_BRACKET, end);
      return;
    }
  }
}
