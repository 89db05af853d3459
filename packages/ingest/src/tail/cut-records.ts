// Bytes of a log file → records, and up to where they reach. Pure: it is called again with the same bytes after a crash.
import { NEWLINE, nextByte } from '../framing/bytes.ts';

/** What makes records of lines, and writes them as lines for the log. */
export interface RecordForm {
  /** Largest line; longer ones are cut. */
  readonly maxLineBytes: number;
  /** Opens a joiner for one run over some bytes; undefined where each line is a record. */
  openJoiner?(onRecord: (text: string, lines: number) => void): LineJoiner;
  /**
   * One line of the log, without a newline; undefined for what is blank. `originalBytes` is set where the text was cut.
   */
  write(text: string, originalBytes?: number): string | undefined;
}

/** Joins lines to records, in order. */
export interface LineJoiner {
  push(line: string): void;
  /** Ends the record that waits. */
  end(): void;
}

/** What the end of the bytes means. */
export interface CutEnd {
  /** Nothing follows: a partial line is a line. */
  isFinal: boolean;
  /** Nothing followed for a while: the last record is whole. */
  isAged: boolean;
  /** All records are wanted, however many: they were counted before. */
  isCounted?: boolean;
}

/** Records out of some bytes. */
export interface CutRecords {
  /** Lines for the log, separated by \n. */
  body: Buffer;
  rows: number;
  /** Bytes that the records reach over. */
  length: number;
  cutLines: number;
}

/** Bounds of one entry of the log. */
const rowsMax = 20_000;
const bodyLengthMax = 8 * 1024 * 1024;

/** Cuts records off the start of `bytes`, which begin with a line. */
export function cutRecords(bytes: Buffer, form: RecordForm, end: CutEnd): CutRecords {
  const cut = new Cut(form, end.isCounted === true);
  for (let start = 0; start < bytes.length && !cut.isFull;) {
    const newline = nextByte(bytes, NEWLINE, start);
    const hasEnd = newline < bytes.length;
    if (!hasEnd && !end.isFinal) break;
    const next = hasEnd ? newline + 1 : bytes.length;
    cut.line(bytes, start, newline, next);
    start = next;
  }
  if ((end.isFinal || end.isAged) && !cut.isFull) cut.end();
  return cut.result();
}

/** A line longer than any chunk: its start stands for it. `length` is that of the whole line with its newline. */
export function cutLongLine(start: Buffer, length: number, form: RecordForm): CutRecords {
  const cut = new Cut(form, true);
  cut.longLine(start, 0, length, length);
  return cut.result();
}

class Cut {
  readonly #form: RecordForm;
  readonly #isCounted: boolean;
  readonly #joiner: LineJoiner | undefined;
  readonly #lines: string[] = [];
  /** Ends of the lines that the joiner has and that are in no record yet. */
  #waitingEnds: number[] = [];
  #bodyLength = 0;
  #length = 0;
  #cutLines = 0;

  constructor(form: RecordForm, isCounted: boolean) {
    this.#form = form;
    this.#isCounted = isCounted;
    this.#joiner = form.openJoiner?.((text, lines) => {
      const ends = this.#waitingEnds.splice(0, lines);
      this.#record(form.write(text), ends.at(-1) ?? this.#length);
    });
  }

  get isFull(): boolean {
    if (this.#isCounted) return false;
    return this.#lines.length >= rowsMax || this.#bodyLength >= bodyLengthMax;
  }

  line(bytes: Buffer, start: number, newline: number, next: number): void {
    const isAfterReturn = newline > start && bytes[newline - 1] === 0x0d;
    const end = isAfterReturn ? newline - 1 : newline;
    if (end - start > this.#form.maxLineBytes) {
      this.longLine(bytes, start, end - start, next);
      return;
    }
    const text = shown(bytes.toString('utf8', start, end));
    if (!this.#joiner) {
      this.#record(this.#form.write(text), next);
      return;
    }
    this.#waitingEnds.push(next);
    this.#joiner.push(text);
  }

  /** A line that must be cut is a record of its own. */
  longLine(bytes: Buffer, start: number, size: number, next: number): void {
    this.end();
    this.#cutLines++;
    let end = Math.min(start + this.#form.maxLineBytes, bytes.length);
    while (end > start && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
    this.#record(this.#form.write(shown(bytes.toString('utf8', start, end)), size), next);
  }

  end(): void {
    this.#joiner?.end();
  }

  result(): CutRecords {
    return {
      body: Buffer.from(this.#lines.join('\n')),
      rows: this.#lines.length,
      length: this.#length,
      cutLines: this.#cutLines,
    };
  }

  #record(line: string | undefined, end: number): void {
    this.#length = end;
    if (line === undefined) return;
    this.#lines.push(line);
    this.#bodyLength += line.length + 1;
  }
}

/**
 * What a terminal would show in the end of a line written over with carriage returns, and without the hole that a program
 * leaves which goes on at its old place in a truncated file.
 */
function shown(text: string): string {
  const last = text.includes('\r') ? text.slice(text.lastIndexOf('\r') + 1) : text;
  // oxlint-disable-next-line no-control-regex -- the hole is made of them
  return last.startsWith('\u0000') ? last.replace(/^\u0000+/, '') : last;
}
