// Bytes of a log file → records, and up to where they reach. Pure: it is called again with the same bytes after a crash.
import { NEWLINE, nextByte } from '../framing/bytes.ts';

/** What makes records of lines: joins the lines of a stack trace, and writes them as lines for the log. */
export interface RecordForm {
  /** Largest line; longer ones are cut. */
  readonly maxLineBytes: number;
  /** Opens a joiner of its own for one run over some bytes; undefined where each line is a record. */
  openJoiner?(): LineJoiner;
  /** One line of the log, without a newline; undefined for what is blank. */
  write(text: string): string | undefined;
}

/** Joins lines to records. `push` returns records that ended before this line; `end` what is left. */
export interface LineJoiner {
  push(line: string): string[];
  end(): string[];
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
  const joiner = form.openJoiner?.();
  let start = 0;
  while (start < bytes.length && !cut.isFull) {
    const newline = nextByte(bytes, NEWLINE, start);
    const hasEnd = newline < bytes.length;
    if (!hasEnd && !end.isFinal) break;
    const text = cut.text(bytes, start, newline);
    const next = hasEnd ? newline + 1 : bytes.length;
    if (joiner) cut.joined(joiner.push(text), start);
    else cut.record(text, next);
    start = next;
  }
  if (joiner && (end.isFinal || end.isAged) && !cut.isFull) cut.joined(joiner.end(), start);
  return cut.result();
}

/** A line longer than any chunk: its start stands for it. `length` is that of the whole line with its newline. */
export function cutLongLine(start: Buffer, length: number, form: RecordForm): CutRecords {
  const cut = new Cut(form);
  cut.record(cut.text(start, 0, start.length), length);
  return cut.result();
}

class Cut {
  readonly #form: RecordForm;
  readonly #isCounted: boolean;
  readonly #lines: string[] = [];
  #bodyLength = 0;
  #length = 0;
  #cutLines = 0;

  constructor(form: RecordForm, isCounted = true) {
    this.#form = form;
    this.#isCounted = isCounted;
  }

  get isFull(): boolean {
    if (this.#isCounted) return false;
    return this.#lines.length >= rowsMax || this.#bodyLength >= bodyLengthMax;
  }

  /** The text of a line, cut to the limit at the start of a character. */
  text(bytes: Buffer, start: number, newline: number): string {
    let end = newline;
    if (end > start && bytes[end - 1] === 0x0d) end--;
    const limit = start + this.#form.maxLineBytes;
    if (end > limit) {
      this.#cutLines++;
      for (end = limit; end > start && ((bytes[end] ?? 0) & 0xc0) === 0x80;) end--;
    }
    return bytes.toString('utf8', start, end);
  }

  joined(records: readonly string[], end: number): void {
    for (const text of records) this.record(text, end);
  }

  record(text: string, end: number): void {
    const line = this.#form.write(text);
    this.#length = end;
    if (line === undefined) return;
    this.#lines.push(line);
    this.#bodyLength += line.length + 1;
  }

  result(): CutRecords {
    return {
      body: Buffer.from(this.#lines.join('\n')),
      rows: this.#lines.length,
      length: this.#length,
      cutLines: this.#cutLines,
    };
  }
}
