// Lines → records: the lines of a stack trace, and the line that announces it, are one record. No I/O, no clock.
import { openingOf, type Trace, verdict } from './families.ts';
import { announces, judged } from './trace-lines.ts';

/** Bounds of a joiner, and where its records go. */
export interface RecordJoinerOptions<Tag> {
  /** A longer trace goes on in a further record. Default 1,000. */
  maxLines?: number;
  /** UTF-16 units of one record, line breaks included. Default 262,144. */
  maxLength?: number;
  /** A record is whole when so long nothing followed; see `flush`. Default 250. */
  maxAgeMs?: number;
  /** Called for each record in order: its lines joined by \n, and the tag of its first line. */
  readonly onRecord: (text: string, tag: Tag, lines: number) => void;
}

interface Waiting<Tag> {
  line: string;
  tag: Tag;
}

/** Lines that wait for the one that shows where they belong: a message of several lines, an empty line. */
const waitingMax = 20;

/**
 * Joins the lines of one stream. A line waits until the next one shows that it does not belong to it, or until
 * `flush` or `end`; lines that are JSON objects do not wait. What comes out depends on the lines alone, never on time,
 * unless `flush` is called.
 */
export class RecordJoiner<Tag = undefined> {
  readonly #maxLines: number;
  readonly #maxLength: number;
  readonly #maxAgeMs: number;
  readonly #onRecord: RecordJoinerOptions<Tag>['onRecord'];
  #lines: string[] = [];
  #tag: Tag | undefined;
  #length = 0;
  #trace: Trace | undefined;
  #waiting: Waiting<Tag>[] = [];
  #lastMs = 0;

  constructor(options: RecordJoinerOptions<Tag>) {
    this.#maxLines = options.maxLines ?? 1000;
    this.#maxLength = options.maxLength ?? 262_144;
    this.#maxAgeMs = options.maxAgeMs ?? 250;
    this.#onRecord = options.onRecord;
  }

  /** When `flush` would end the record that waits, on the clock of `push`; undefined when none waits. */
  get dueMs(): number | undefined {
    return this.#lines.length > 0 ? this.#lastMs + this.#maxAgeMs : undefined;
  }

  /** Takes the next line. `nowMs` is when it came, on any clock that does not go back; needed for `flush` only. */
  push(line: string, tag: Tag, nowMs = 0): void {
    this.#lastMs = nowMs;
    this.#take(line, tag);
  }

  /** Ends the record to which nothing was added for `maxAgeMs`. */
  flush(nowMs: number): void {
    const dueMs = this.dueMs;
    if (dueMs !== undefined && nowMs >= dueMs) this.end();
  }

  /** Ends what waits. */
  end(): void {
    while (this.#lines.length > 0) this.#settle();
  }

  #take(line: string, tag: Tag): void {
    if (this.#lines.length === 0) {
      this.#start(line, tag, this.#trace ?? openingOf(judged(line))?.trace);
      return;
    }
    switch (this.#judge(judged(line))) {
      case 'joins':
        for (const waiting of this.#waiting.splice(0)) this.#append(waiting.line, waiting.tag);
        this.#append(line, tag);
        return;
      case 'perhaps':
        this.#waiting.push({ line, tag });
        if (this.#waiting.length > waitingMax) this.#settle();
        return;
      case 'ends':
        this.#settle();
        this.#take(line, tag);
    }
  }

  #judge(line: string) {
    if (this.#trace) {
      const found = verdict(this.#trace, line, this.#waiting.length);
      if (found !== 'ends' || this.#trace.family !== 'header' || this.#lines.length < 2)
        return found;
    }
    const opening = openingOf(line);
    const last = this.#lines.at(-1) ?? '';
    if (!opening || opening.attaches === 'never') return 'ends';
    if (opening.attaches === 'announced' && !announces(last)) return 'ends';
    this.#trace = opening.trace;
    return 'joins';
  }

  #start(line: string, tag: Tag, trace: Trace | undefined): void {
    if (line.startsWith('{') && line.endsWith('}') && line.length > 2) {
      this.#onRecord(line, tag, 1);
      return;
    }
    this.#lines.push(line);
    this.#tag = tag;
    this.#length = line.length;
    this.#trace = trace;
  }

  #append(line: string, tag: Tag): void {
    const isFull =
      this.#lines.length >= this.#maxLines || this.#length + line.length >= this.#maxLength;
    if (isFull) {
      const trace = this.#trace;
      this.#emit();
      this.#start(line, tag, trace);
      return;
    }
    this.#lines.push(line);
    this.#length += line.length + 1;
  }

  /** The record is over, and the lines that waited are no part of it. */
  #settle(): void {
    const waiting = this.#waiting.splice(0);
    this.#emit();
    for (const { line, tag } of waiting) this.#take(line, tag);
  }

  #emit(): void {
    const lines = this.#lines;
    // Set together with the first line.
    const tag = this.#tag as Tag;
    this.#lines = [];
    this.#tag = undefined;
    this.#length = 0;
    this.#trace = undefined;
    this.#onRecord(lines.length === 1 ? (lines[0] ?? '') : lines.join('\n'), tag, lines.length);
  }
}
