// A record as a line for people: time, level, service, message, then everything else as name=value.
import type { Colours } from '../terminal/colours.ts';
import { visible, visibleIndented, visibleLine } from '../terminal/visible.ts';
import type { ApiRecord } from './api-record.ts';

/** A record as text with a newline at its end; further lines of its message are indented. */
export function formatRecord(record: ApiRecord, colours: Colours): string {
  const parts = [
    colours.dim(shortTime(record.time)),
    level(record, colours),
    record.service ? colours.cyan(visibleLine(record.service)) : '',
    visibleIndented(record.body, '    ').trimEnd(),
    ...details(record).map(([name, text]) => colours.dim(`${visibleLine(name)}=${text}`)),
  ];
  return `${parts.filter((part) => part !== '').join(' ')}\n`;
}

/** `2026-11-21T09:41:47.123456789Z` to milliseconds; it stays a time that --since understands. */
function shortTime(time: string): string {
  return visible(time).replace(/(\.\d{3})\d+Z$/, '$1Z');
}

/** OpenTelemetry's ranges of severity numbers. */
function level({ severity_number = 0, severity_text = '' }: ApiRecord, colours: Colours): string {
  // A number, as pino and bunyan write it, says nothing to people.
  const isName = !/^\d*$/.test(severity_text);
  const text = isName ? visibleLine(severity_text).toUpperCase() : nameOf(severity_number);
  const padded = text.padEnd(5);
  if (severity_number >= 17) return colours.red(padded);
  if (severity_number >= 13) return colours.yellow(padded);
  return severity_number >= 9 ? colours.green(padded) : colours.dim(padded);
}

function nameOf(severityNumber: number): string {
  const names = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
  return names[Math.floor((severityNumber - 1) / 4)] ?? '-';
}

function details(record: ApiRecord): [string, string][] {
  const fields = [
    'host',
    'instance',
    'release',
    'run_id',
    'request_id',
    'trace_id',
    'span_id',
  ] as const;
  const own = fields.flatMap((name) => (record[name] ? [[name, record[name]] as const] : []));
  return [...own, ...Object.entries(record.attributes ?? {})].map(([name, value]) => [
    name,
    valueText(value),
  ]);
}

/** Simple text as it is, everything else as JSON, so that `a="1"` and `a=1` differ. */
function valueText(value: unknown): string {
  const isSimple =
    typeof value === 'string' && /^[\w.:/@+-]+$/.test(value) && /[a-z/@:_]/i.test(value);
  const isWord = value === 'true' || value === 'false' || value === 'null';
  return visibleLine(isSimple && !isWord ? value : JSON.stringify(value));
}
