// Entries as `journalctl -o json` prints them → lines. https://systemd.io/JOURNAL_EXPORT_FORMATS/#journal-json-format
import { createLineParser, membersOf } from '@groundcrew/lines';
import { entryKind } from '@groundcrew/wal';
import type { Decode } from '../receiver.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Priorities of syslog on OpenTelemetry's scale, from emergency to debug. */
const severities = [21, 19, 18, 17, 13, 10, 9, 5] as const;
const levels = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'] as const;
const parseMessage = createLineParser('auto');

/** Decodes printed entries, one a line. What is no entry is left out and counted. */
export const decode: Decode = (bytes, intake) => {
  const lines: string[] = [];
  for (const text of bytes.toString().split('\n')) {
    if (text.trim() === '') continue;
    const line = decodeEntry(text);
    if (line === undefined) intake.reject('not-an-entry', 'it is no JSON object');
    else lines.push(line);
  }
  if (lines.length === 0) return;
  const body = Buffer.from(lines.join('\n'));
  intake.lines({ kind: entryKind.nestedLines, body, rows: lines.length });
};

/** One entry as a line for the log; undefined for what is none. */
export function decodeEntry(text: string): string | undefined {
  const fields = fieldsOf(text);
  if (!fields) return undefined;
  const message = textOf(fields['MESSAGE']);
  return parseMessage(
    message,
    timeNs(fields),
    membersOf({ ...named(fields), ...severity(fields) }),
  );
}

/** Where an entry is in the journal; "" for what is no entry. */
export const cursorOf = (text: string) => textOf(fieldsOf(text)?.['__CURSOR']);

function fieldsOf(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    // Objects and nothing else are entries; their members are looked at one by one.
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Fields)
      : undefined;
  } catch {
    return undefined;
  }
}

/** A field's text: bytes that are no UTF-8 text are printed as numbers, fields given several times as lists. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (!Array.isArray(value)) return '';
  if (value.every((item) => typeof item === 'number')) return Buffer.from(value).toString();
  return textOf(value[0]);
}

/** Microseconds since the epoch, from the program if it said so, else from the journal. */
function timeNs(fields: Fields): bigint {
  for (const name of ['_SOURCE_REALTIME_TIMESTAMP', '__REALTIME_TIMESTAMP']) {
    const text = textOf(fields[name]);
    if (/^\d{1,16}$/.test(text)) return BigInt(text) * 1000n;
  }
  return 0n;
}

function named(fields: Fields): Record<string, string | number> {
  const unit = textOf(fields['_SYSTEMD_UNIT']);
  const identifier = textOf(fields['SYSLOG_IDENTIFIER']);
  const pid = textOf(fields['_PID']) || textOf(fields['SYSLOG_PID']);
  const service = unit.replace(/\.service$/, '') || identifier || textOf(fields['_COMM']);
  const texts = { service, host: textOf(fields['_HOSTNAME']), unit, identifier };
  const found = Object.entries(texts).filter(([, text]) => text !== '');
  return { ...Object.fromEntries(found), ...(/^\d{1,10}$/.test(pid) && { pid: Number(pid) }) };
}

/** What a program prints has priority 6 whatever it says: then its own level counts. */
function severity(fields: Fields): Record<string, string | number> {
  const priority = textOf(fields['PRIORITY']);
  if (!/^[0-7]$/.test(priority)) return {};
  if (priority === '6' && textOf(fields['_TRANSPORT']) === 'stdout') return {};
  const level = levels[Number(priority)] ?? 'info';
  return { severity_number: severities[Number(priority)] ?? 9, level };
}
