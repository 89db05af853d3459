// One LogRecord, as bytes of Protocol Buffers, to one line.
import { COMMA, QUOTE } from '../../../framing/bytes.ts';
import { ATTRIBUTE_PREFIX, ownNameBitOf, written } from '../record/names.ts';
import type { Fragment, RecordLines } from '../record/record-lines.ts';
import { rejections } from '../record/rejections.ts';
import type { ProtobufReader } from './reader.ts';
import { type ProtobufValues, readValueTag, valueTag } from './value.ts';

const recordTag = {
  time: 0x09,
  severityNumber: 0x10,
  severityText: 0x1a,
  body: 0x2a,
  attribute: 0x32,
  droppedAttributes: 0x38,
  flags: 0x45,
  traceId: 0x4a,
  spanId: 0x52,
  observedTime: 0x59,
  eventName: 0x62,
} as const;

const TRACE_ID_BYTES = 16;
const SPAN_ID_BYTES = 8;

/** Where the fields of a record lie, and the values of its numbers. One is used for all records. */
class Fields {
  timeHigh = 0;
  timeLow = 0;
  observedHigh = 0;
  observedLow = 0;
  severityNumber = 0;
  severityStart = 0;
  severityStop = 0;
  bodyStart = 0;
  bodyStop = 0;
  traceStart = 0;
  traceStop = 0;
  spanStart = 0;
  spanStop = 0;
  eventStart = 0;
  eventStop = 0;
  droppedAttributes = 0;
  flags = 0;

  clear(): void {
    this.timeHigh = this.timeLow = 0;
    this.observedHigh = this.observedLow = 0;
    this.severityNumber = this.severityStart = this.severityStop = 0;
    this.bodyStart = this.bodyStop = 0;
    this.traceStart = this.traceStop = 0;
    this.spanStart = this.spanStop = 0;
    this.eventStart = this.eventStop = 0;
    this.droppedAttributes = this.flags = 0;
  }
}

/** Writes records. */
export class ProtobufRecords {
  readonly #reader: ProtobufReader;
  readonly #values: ProtobufValues;
  readonly #lines: RecordLines;
  readonly #fields = new Fields();

  constructor(reader: ProtobufReader, values: ProtobufValues, lines: RecordLines) {
    this.#reader = reader;
    this.#values = values;
    this.#lines = lines;
  }

  /** Writes the record in `[start, stop)`, or rejects it and leaves the reader whole. */
  record(start: number, stop: number, own: Fragment, shared: readonly Fragment[]): void {
    const reader = this.#reader;
    const lines = this.#lines;
    this.#read(start, stop);
    lines.begin();
    this.#head(own);
    this.#attributes(start, stop);
    lines.remarks(this.#fields.droppedAttributes, this.#fields.flags);
    for (const fragment of shared) lines.fragment(fragment);
    if (reader.isBroken) lines.abandon(...rejections.malformed);
    else if (this.#values.isTooDeep) lines.abandon(...rejections.tooDeep);
    else lines.end();
    reader.isBroken = false;
    this.#values.isTooDeep = false;
  }

  #read(start: number, stop: number): void {
    const reader = this.#reader;
    const fields = this.#fields;
    fields.clear();
    reader.enter(start, stop);
    for (let tag = reader.next(); tag !== 0; tag = reader.next()) {
      switch (tag) {
        case recordTag.time:
          fields.timeHigh = reader.high;
          fields.timeLow = reader.low;
          break;
        case recordTag.observedTime:
          fields.observedHigh = reader.high;
          fields.observedLow = reader.low;
          break;
        case recordTag.severityNumber:
          fields.severityNumber = reader.low | 0;
          break;
        case recordTag.severityText:
          fields.severityStart = reader.start;
          fields.severityStop = reader.stop;
          break;
        case recordTag.body:
          fields.bodyStart = reader.start;
          fields.bodyStop = reader.stop;
          break;
        case recordTag.traceId:
          fields.traceStart = reader.start;
          fields.traceStop = reader.stop;
          break;
        case recordTag.spanId:
          fields.spanStart = reader.start;
          fields.spanStop = reader.stop;
          break;
        case recordTag.eventName:
          fields.eventStart = reader.start;
          fields.eventStop = reader.stop;
          break;
        case recordTag.droppedAttributes:
          fields.droppedAttributes = reader.low;
          break;
        case recordTag.flags:
          fields.flags = reader.low;
          break;
        default:
      }
    }
  }

  #head(own: Fragment): void {
    const { bytes } = this.#reader;
    const { output } = this.#lines;
    const lines = this.#lines;
    const fields = this.#fields;
    const hasTime = fields.timeHigh !== 0 || fields.timeLow !== 0;
    if (hasTime) lines.time(fields.timeHigh, fields.timeLow);
    else lines.time(fields.observedHigh, fields.observedLow);
    lines.severity(
      fields.severityNumber,
      bytes.toString('utf8', fields.severityStart, fields.severityStop),
    );
    this.#body(fields.bodyStart, fields.bodyStop);
    lines.fragment(own);
    this.#id('trace_id', fields.traceStart, fields.traceStop, TRACE_ID_BYTES);
    this.#id('span_id', fields.spanStart, fields.spanStop, SPAN_ID_BYTES);
    if (fields.eventStop > fields.eventStart) {
      lines.written |= written['event.name'];
      output.ascii('"event.name":');
      output.string(bytes, fields.eventStart, fields.eventStop);
      output.byte(COMMA);
    }
  }

  /** Text and single values are the message; a list or map is that as JSON text, and a map is members of its own too. */
  #body(start: number, stop: number): void {
    const lines = this.#lines;
    const { output, scratch } = lines;
    const tag = readValueTag(this.#reader, start, stop);
    if (tag === valueTag.none) return;
    lines.written |= written.message;
    output.ascii('"message":');
    if (tag === valueTag.array || tag === valueTag.kvlist) {
      scratch.clear();
      this.#values.found(scratch, tag, 1);
      output.string(scratch.bytes, 0, scratch.length);
      output.byte(COMMA);
      if (tag === valueTag.kvlist) lines.structuredBody();
    } else {
      this.#values.found(output, tag, 1);
      output.byte(COMMA);
    }
  }

  /** An id of another length, or of zeros, is none. */
  #id(name: 'trace_id' | 'span_id', start: number, stop: number, size: number): void {
    if (stop - start !== size) return;
    const { bytes } = this.#reader;
    let at = start;
    while (at < stop && bytes[at] === 0) at++;
    if (at < stop) this.#lines.id(name, bytes, start, stop);
  }

  #attributes(start: number, stop: number): void {
    const reader = this.#reader;
    const { output } = this.#lines;
    reader.enter(start, stop);
    for (let tag = reader.next(); tag !== 0 && !output.isFull; tag = reader.next()) {
      if (tag !== recordTag.attribute) continue;
      const { at } = reader;
      this.#attribute(reader.start, reader.stop);
      reader.enter(at, stop);
    }
  }

  #attribute(start: number, stop: number): void {
    const values = this.#values;
    const { output } = this.#lines;
    values.readKeyValue(start, stop);
    const bit = ownNameBitOf(this.#reader.bytes, values.keyStart, values.keyStop);
    output.byte(QUOTE);
    if ((this.#lines.written & bit) !== 0) output.ascii(ATTRIBUTE_PREFIX);
    values.restOfMember(output, 1);
  }
}
