// One line, a JSON object or text, to one log record. The store maps the same lines in SQL; a test holds both equal.
import { flattenMembers } from './flatten-members.ts';
import { type Member, parseMembers } from './json-members.ts';
import type { LineDefaults, LogRecord } from './log-record.ts';
import { pickFields } from './pick-fields.ts';
import {
  cutAttribute,
  cutKey,
  cutText,
  cutValue,
  isLongerThan,
  recordLimits,
} from './record-limits.ts';
import { repairJson } from './repair-json.ts';
import {
  findRequestId,
  isNoId,
  type RequestIdFinder,
  requestIdOf,
  traceOf,
  traceOfParent,
} from './text-ids.ts';

/**
 * The record of a line; undefined for an empty one. Never throws. What a JSON object says itself wins over the
 * defaults; a line that is no JSON object with members is all body. Invalid bytes must be U+FFFD already, as
 * `decodeLine` makes them. Ids that no field names are looked for in the body.
 */
export function mapLine(
  line: string,
  defaults: LineDefaults,
  find: RequestIdFinder = findRequestId,
): LogRecord | undefined {
  if (line === '') return undefined;
  const text = line.toWellFormed();
  const members = readMembers(text);
  return members.length > 0 ? mapMembers(members, defaults, find) : mapText(text, defaults, find);
}

function readMembers(line: string): readonly Member[] {
  const members = parseMembers(line);
  if (members) return members;
  const repaired = repairJson(line);
  return repaired === undefined ? [] : (parseMembers(repaired) ?? []);
}

function mapText(line: string, defaults: LineDefaults, find: RequestIdFinder): LogRecord {
  const body = trimEnd(line);
  const attributes = new Map<string, string>();
  const cut = cutText(body, recordLimits.bodyBytes);
  if (cut !== body) attributes.set(cutAttribute, cutList(['body']));
  return {
    timeNs: defaults.receivedNs,
    observedTimeNs: defaults.receivedNs,
    severityNumber: 0,
    severityText: '',
    service: defaults.service ?? '',
    host: defaults.host ?? '',
    instance: defaults.instance ?? '',
    body: cut,
    requestId: requestIdOf(body, find),
    ...traceOf(body),
    runId: defaults.runId ?? '',
    release: defaults.release ?? '',
    attributes,
  };
}

function mapMembers(
  found: readonly Member[],
  defaults: LineDefaults,
  find: RequestIdFinder,
): LogRecord {
  const flat = flattenMembers(found);
  const members = uniqueMembers(flat);
  const { taken, timeNs, traceparent, ...fields } = pickFields(members, defaults.receivedNs);
  const trimmed = trimEnd(fields.body);
  const body = cutText(trimmed, recordLimits.bodyBytes);
  const rest = members.filter((member) => !taken.has(member));
  const cuts = {
    attributes: rest.length > recordLimits.attributes,
    body: body !== trimmed,
    keys: flat.some(([key]) => cutKey(key) !== key),
    values: rest.some(([, json]) => isLongerThan(json, recordLimits.valueBytes)),
  };
  const attributes = new Map<string, string>();
  for (const [key, json] of rest.slice(0, recordLimits.attributes)) {
    attributes.set(key, cutValue(json));
  }
  noteCuts(attributes, cuts);
  return {
    ...fields,
    timeNs: timeNs === 0n ? defaults.receivedNs : timeNs,
    observedTimeNs: defaults.receivedNs,
    body,
    requestId: isNoId(fields.requestId) ? requestIdOf(trimmed, find) : fields.requestId,
    ...(fields.traceId === '' && traceOfLine(trimmed, traceparent, fields.spanId)),
    service: fields.service || (defaults.service ?? ''),
    host: fields.host || (defaults.host ?? ''),
    instance: fields.instance || (defaults.instance ?? ''),
    runId: fields.runId || (defaults.runId ?? ''),
    release: fields.release || (defaults.release ?? ''),
    attributes,
  };
}

/** The trace from `traceparent` or the body; a span that a field names stays. */
function traceOfLine(body: string, traceparent: string | undefined, ownSpanId: string) {
  const { traceId, spanId } =
    traceparent === undefined ? traceOf(body) : traceOfParent(traceparent);
  return { traceId, spanId: ownSpanId || spanId };
}

/** Keys cut to their bound; of several members with the same key the first. */
function uniqueMembers(members: readonly Member[]): Member[] {
  const unique = new Map<string, Member>();
  for (const [key, json] of members) {
    const short = cutKey(key);
    if (!unique.has(short)) unique.set(short, [short, json]);
  }
  return [...unique.values()];
}

function noteCuts(attributes: Map<string, string>, cuts: Record<string, boolean>): void {
  const names = Object.keys(cuts).filter((name) => cuts[name]);
  if (names.length === 0) return;
  attributes.delete(cutAttribute);
  attributes.set(cutAttribute, cutList(names));
}

const cutList = (names: readonly string[]) => JSON.stringify(names);

/** Without the line end that some loggers leave in their text. */
function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === '\n' || text[end - 1] === '\r')) end--;
  return end === text.length ? text : text.slice(0, end);
}
