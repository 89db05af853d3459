// A record in memory as the API's JSON, for live tail: the same members in the same order as the store writes.
import type { LogRecord } from '@groundcrew/model';

const textMembers = [
  ['request_id', 'requestId'],
  ['trace_id', 'traceId'],
  ['span_id', 'spanId'],
  ['run_id', 'runId'],
  ['release', 'release'],
] as const satisfies readonly (readonly [string, keyof LogRecord])[];

/** The record as one JSON object without line ends. Without an `id`, the member is left out. */
export function recordJson(record: LogRecord, id?: string): string {
  const members = [
    ...(id === undefined ? [] : [member('id', id)]),
    member('time', formatTime(record.timeNs)),
    member('observed_time', formatTime(record.observedTimeNs)),
    `"severity_number":${record.severityNumber}`,
    ...textMember('severity_text', record.severityText),
    ...textMember('service', record.service),
    ...textMember('host', record.host),
    ...textMember('instance', record.instance),
    member('body', record.body),
    ...textMembers.flatMap(([name, property]) => textMember(name, record[property])),
    ...attributesMember(record.attributes),
  ];
  return `{${members.join(',')}}`;
}

const member = (name: string, text: string) => `"${name}":${JSON.stringify(text)}`;

const textMember = (name: string, text: string) => (text === '' ? [] : [member(name, text)]);

function attributesMember(attributes: ReadonlyMap<string, string>): string[] {
  const members: string[] = [];
  for (const [name, json] of attributes) {
    if (json !== '') members.push(`${JSON.stringify(name)}:${json}`);
  }
  return members.length > 0 ? [`"attributes":{${members.join(',')}}`] : [];
}

/** Nanoseconds since the epoch as RFC 3339 in UTC with nine decimals. */
export function formatTime(timeNs: bigint): string {
  const nanoseconds = ((timeNs % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const seconds = (timeNs - nanoseconds) / 1_000_000_000n;
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  return `${whole}.${nanoseconds.toString().padStart(9, '0')}Z`;
}
