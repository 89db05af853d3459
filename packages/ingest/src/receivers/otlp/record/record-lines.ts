// Writes records as lines of the log, whichever encoding they came in: the line's own members first, then the rest.
import { entryKind } from '@groundcrew/wal';
import { CLOSE_BRACE, NEWLINE, OPEN_BRACE } from '../../../framing/bytes.ts';
import { cutLine } from '../../../framing/cut-line.ts';
import type { Intake } from '../../receiver.ts';
import { JsonOutput } from './json-output.ts';
import { written } from './names.ts';
import { Severities, type Severity } from './severity.ts';
import { TimeText } from './time-text.ts';

/** Entries of the log are about this large. */
const ENTRY_BYTES = 1_048_576;
const FIRST_BYTES = 512;
const DRAFT_BYTES = 512;

/** Writing of a line stops when it is this many times too long; what there is will be cut to the limit. */
const OVERLENGTH = 4;

const EMPTY_OBJECT_BYTES = 2;

/** Members written once and repeated in each line of a resource or scope. */
export interface Fragment {
  bytes: Buffer;
  /** Bits of the line's own members among them. */
  written: number;
  /** Deepest nesting of the line with them. */
  depth: number;
}

/** Of a resource or scope that says nothing. */
export const noFragment: Fragment = { bytes: Buffer.alloc(0), written: written.none, depth: 1 };

/** The lines of one request. */
export class RecordLines {
  readonly output: JsonOutput;
  /** For values that are quoted as text. */
  readonly scratch: JsonOutput;
  /** For what resources and scopes say, until it is copied. */
  readonly drafts: readonly [JsonOutput, JsonOutput];
  /** Own members of the line so far. */
  written: number = written.none;
  /** False when the request is over its limits: nothing more needs to be decoded. */
  goesOn = true;
  readonly #intake: Intake;
  readonly #times = new TimeText();
  readonly #severities = new Severities();
  #severity: Severity | undefined;
  #rows = 0;
  #isNested = false;

  constructor(intake: Intake, bodyBytes: number) {
    this.#intake = intake;
    const maxBytes = intake.limits.maxLineBytes * OVERLENGTH;
    this.output = new JsonOutput(Math.min(ENTRY_BYTES, FIRST_BYTES + bodyBytes * 2), maxBytes);
    const draft = () => new JsonOutput(DRAFT_BYTES, maxBytes);
    this.scratch = draft();
    this.drafts = [draft(), draft()];
  }

  begin(): void {
    const { output } = this;
    this.written = written.none;
    this.#severity = undefined;
    output.start = output.length;
    output.depth = 1;
    output.byte(OPEN_BRACE);
  }

  /** The halves of a time in nanoseconds; 0 is no time. */
  time(high: number, low: number): void {
    if (high === 0 && low === 0) return;
    this.written |= written.time;
    this.output.ascii('"time":"');
    this.output.ascii(this.#times.of(high, low));
    this.output.ascii('",');
  }

  severity(number: number, text: string): void {
    const severity = this.#severities.of(number, text);
    this.#severity = severity;
    if (severity.member === '') return;
    this.written |= written.level;
    this.output.utf8(severity.member);
    if (severity.text !== '') this.written |= written.severity_text;
  }

  /** An id's bytes. */
  id(name: 'trace_id' | 'span_id', bytes: Buffer, start: number, end: number): void {
    const { output } = this;
    this.written |= written[name];
    output.ascii(name === 'trace_id' ? '"trace_id":"' : '"span_id":"');
    output.hex(bytes, start, end);
    output.ascii('",');
  }

  fragment(fragment: Fragment): void {
    this.written |= fragment.written;
    const { output } = this;
    output.depth = Math.max(output.depth, fragment.depth);
    output.copy(fragment.bytes);
  }

  /** Adds the map in `scratch` as members of `body`; an empty one has none. */
  structuredBody(): void {
    const { output, scratch } = this;
    if (scratch.length <= EMPTY_OBJECT_BYTES) return;
    this.written |= written.body;
    output.depth = Math.max(output.depth, scratch.depth);
    output.ascii('"body":');
    output.copy(scratch.bytes, 0, scratch.length);
    output.ascii(',');
  }

  /** What the sender says about the record itself, after its attributes. */
  remarks(droppedAttributes: number, flags: number): void {
    const { output } = this;
    if (this.#severity && this.#severity.text !== '') {
      output.ascii('"severity_text":');
      output.text(this.#severity.text);
      output.ascii(',');
    }
    const strangeNumber = this.#severity?.strangeNumber ?? 0;
    if (strangeNumber !== 0) output.ascii(`"severity_number":${strangeNumber},`);
    if (droppedAttributes !== 0) output.ascii(`"dropped_attributes_count":${droppedAttributes},`);
    if (flags !== 0) output.ascii(`"flags":${flags},`);
  }

  /** Makes the record a line. */
  end(): void {
    const { output } = this;
    const { limits } = this.#intake;
    // An object without members would count as text.
    if (output.length === output.start + 1) output.ascii('"message":""');
    output.close(CLOSE_BRACE);
    const { depth } = output;
    if (output.length - output.start > limits.maxLineBytes || depth > limits.maxDepth) this.#cut();
    if (depth > 1) this.#isNested = true;
    this.#rows++;
    output.byte(NEWLINE);
    if (output.length > ENTRY_BYTES - limits.maxLineBytes) this.flush();
  }

  /** Leaves the record out. */
  abandon(reason: string, detail: string): void {
    this.output.length = this.output.start;
    this.#intake.reject(reason, detail);
  }

  /** Hands the lines so far to the intake. */
  flush(): void {
    if (this.#rows === 0) return;
    const kind = this.#isNested ? entryKind.nestedLines : entryKind.lines;
    const body = this.output.bytes.subarray(0, this.output.length - 1);
    this.goesOn = this.#intake.lines({ kind, body, rows: this.#rows });
    this.output.leave(ENTRY_BYTES);
    this.#rows = 0;
    this.#isNested = false;
  }

  #cut(): void {
    const { output } = this;
    const line = output.object();
    const cut = cutLine(line, this.#intake.limits);
    if (cut === line) return;
    output.length = output.start;
    output.copy(cut);
    this.#intake.cut(1);
  }
}
