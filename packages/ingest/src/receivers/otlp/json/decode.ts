// ExportLogsServiceRequest, as OTLP/JSON, to lines. https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
import { COLON, COMMA } from '../../../framing/bytes.ts';
import type { Decode } from '../../receiver.ts';
import { resourceMembers, written } from '../record/names.ts';
import { type Fragment, noFragment, RecordLines } from '../record/record-lines.ts';
import { excess } from './bounds.ts';
import { type Json, listOf, malformed, messageOf, textOf, unsignedOf } from './fields.ts';
import { parseExactly } from './parse.ts';
import { writeRecord } from './record.ts';
import { findValue, keyValueOf, tooDeep, writeMember } from './value.ts';

/** Decodes a request. */
export const decodeJson: Decode = (bytes, intake) => {
  const detail = excess(bytes);
  if (detail !== undefined) return intake.broken(detail);
  const lines = new RecordLines(intake, bytes.length);
  try {
    request(parseExactly(bytes.toString('utf8')), lines);
  } catch (error) {
    if (error instanceof SyntaxError) return intake.broken('is no JSON');
    if (error !== malformed && error !== tooDeep) throw error;
    return intake.broken('is no ExportLogsServiceRequest: a field has another type');
  }
  lines.flush();
};

function request(value: unknown, lines: RecordLines): void {
  const message = messageOf(value);
  if (!message) throw malformed;
  for (const item of listOf(message['resourceLogs'] ?? message['resource_logs'])) {
    const resourceLogs = messageOf(item) ?? {};
    const { own, rest } = resourceFragments(messageOf(resourceLogs['resource']) ?? {}, lines);
    for (const scopeLogs of listOf(resourceLogs['scopeLogs'] ?? resourceLogs['scope_logs'])) {
      writeScopeLogs(messageOf(scopeLogs) ?? {}, own, rest, lines);
    }
  }
}

function writeScopeLogs(scopeLogs: Json, own: Fragment, rest: Fragment, lines: RecordLines): void {
  const scope = scopeFragment(messageOf(scopeLogs['scope']) ?? {}, lines);
  for (const record of listOf(scopeLogs['logRecords'] ?? scopeLogs['log_records'])) {
    if (!lines.goesOn) return;
    writeRecord(record, own, [scope, rest], lines);
  }
}

/** The resource's attributes: those that are members of a line, and the rest. */
function resourceFragments(resource: Json, lines: RecordLines): { own: Fragment; rest: Fragment } {
  const [own, rest] = lines.drafts;
  own.clear();
  rest.clear();
  let bits: number = written.none;
  for (const item of listOf(resource['attributes'])) {
    if (rest.isFull) break;
    const { key, value } = keyValueOf(item);
    const member = resourceMembers.get(key);
    const text = member === undefined ? undefined : findValue(value);
    if (
      member === undefined ||
      text?.kind !== 'string' ||
      text.raw === '' ||
      (bits & written[member]) !== 0
    ) {
      writeMember(rest, item, 1, 'resource.');
      continue;
    }
    bits |= written[member];
    own.ascii(`"${member}":`);
    own.text(textOf(text.raw));
    own.byte(COMMA);
  }
  const dropped = unsignedOf(
    resource['droppedAttributesCount'] ?? resource['dropped_attributes_count'],
  );
  if (dropped > 0) rest.ascii(`"resource.dropped_attributes_count":${dropped},`);
  return {
    own: { bytes: own.object(), written: bits, depth: 1 },
    rest: { bytes: rest.object(), written: written.none, depth: rest.depth },
  };
}

function scopeFragment(scope: Json, lines: RecordLines): Fragment {
  const [output] = lines.drafts;
  output.clear();
  for (const name of ['name', 'version']) {
    const text = textOf(scope[name]);
    if (text === '') continue;
    output.ascii(`"scope.${name}"`);
    output.byte(COLON);
    output.text(text);
    output.byte(COMMA);
  }
  for (const item of listOf(scope['attributes'])) {
    if (output.isFull) break;
    writeMember(output, item, 1, 'scope.');
  }
  const dropped = unsignedOf(scope['droppedAttributesCount'] ?? scope['dropped_attributes_count']);
  if (dropped > 0) output.ascii(`"scope.dropped_attributes_count":${dropped},`);
  if (output.length === 0) return noFragment;
  return { bytes: output.object(), written: written.none, depth: output.depth };
}
