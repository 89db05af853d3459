// One LogRecord, as OTLP/JSON, to one line.
import { COLON, COMMA } from '../../../framing/bytes.ts';
import { ATTRIBUTE_PREFIX, ownNameBit, written } from '../record/names.ts';
import type { Fragment, RecordLines } from '../record/record-lines.ts';
import { rejections } from '../record/rejections.ts';
import {
  integerOf,
  type Json,
  listOf,
  malformed,
  messageOf,
  severityNumberOf,
  textOf,
  unsignedOf,
} from './fields.ts';
import { findValue, keyValueOf, tooDeep, writeValue } from './value.ts';

/** Writes a record, or rejects it. */
export function writeRecord(
  value: unknown,
  own: Fragment,
  shared: readonly Fragment[],
  lines: RecordLines,
): void {
  lines.begin();
  try {
    const record = messageOf(value) ?? {};
    writeHead(record, own, lines);
    for (const item of listOf(record['attributes'])) {
      if (lines.output.isFull) break;
      writeAttribute(item, lines);
    }
    const dropped = record['droppedAttributesCount'] ?? record['dropped_attributes_count'];
    lines.remarks(unsignedOf(dropped), unsignedOf(record['flags']));
  } catch (error) {
    if (error === malformed) return lines.abandon(...rejections.malformed);
    if (error === tooDeep) return lines.abandon(...rejections.tooDeep);
    throw error;
  }
  for (const fragment of shared) lines.fragment(fragment);
  lines.end();
}

function writeHead(record: Json, own: Fragment, lines: RecordLines): void {
  const time = integerOf(record['timeUnixNano'] ?? record['time_unix_nano']);
  const observed = integerOf(record['observedTimeUnixNano'] ?? record['observed_time_unix_nano']);
  if (time < 0n || observed < 0n) throw malformed;
  const timeNs = time === 0n ? observed : time;
  lines.time(Number(timeNs >> 32n), Number(timeNs & 0xffff_ffffn));
  const number = severityNumberOf(record['severityNumber'] ?? record['severity_number']);
  lines.severity(number, textOf(record['severityText'] ?? record['severity_text']));
  writeBody(record['body'], lines);
  lines.fragment(own);
  writeId(lines, 'trace_id', textOf(record['traceId'] ?? record['trace_id']));
  writeId(lines, 'span_id', textOf(record['spanId'] ?? record['span_id']));
  const eventName = textOf(record['eventName'] ?? record['event_name']);
  if (eventName === '') return;
  lines.written |= written['event.name'];
  lines.output.ascii('"event.name":');
  lines.output.text(eventName);
  lines.output.byte(COMMA);
}

/** Text and single values are the message; a list or map is that as JSON text, and a map is members of its own too. */
function writeBody(body: unknown, lines: RecordLines): void {
  const { output, scratch } = lines;
  const found = findValue(body);
  if (found.kind === 'none') return;
  lines.written |= written.message;
  output.ascii('"message":');
  if (found.kind === 'array' || found.kind === 'kvlist') {
    scratch.clear();
    writeValue(scratch, found, 1);
    output.string(scratch.bytes, 0, scratch.length);
    output.byte(COMMA);
    if (found.kind === 'kvlist') lines.structuredBody();
  } else {
    writeValue(output, found, 1);
    output.byte(COMMA);
  }
}

const HEX = /^[0-9a-f]*[1-9a-f][0-9a-f]*$/;
const idLengths = { trace_id: 32, span_id: 16 } as const;

/** An id of another length, or of zeros, is none. */
function writeId(lines: RecordLines, name: 'trace_id' | 'span_id', text: string): void {
  if (text.length !== idLengths[name]) return;
  const hex = text.toLowerCase();
  const bytes = Buffer.from(hex, 'hex');
  if (HEX.test(hex)) lines.id(name, bytes, 0, bytes.length);
}

function writeAttribute(item: unknown, lines: RecordLines): void {
  const { output } = lines;
  const { key, value } = keyValueOf(item);
  const isOwn = (lines.written & ownNameBit(key)) !== 0;
  output.text(isOwn ? ATTRIBUTE_PREFIX + key : key);
  output.byte(COLON);
  writeValue(output, findValue(value), 1);
  output.byte(COMMA);
}
