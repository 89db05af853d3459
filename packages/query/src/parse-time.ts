// Times and durations as people and programs write them. Pure: the present is an argument.
import { GroundcrewError, quote } from '@groundcrew/runtime';

const unitsNs = new Map<string, bigint>([
  ['ns', 1n],
  ['us', 1_000n],
  ['µs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
  ['d', 86_400_000_000_000n],
  ['w', 604_800_000_000_000n],
]);

/** The last time the store can hold: 2262-04-11. */
export const timeNsMax = 2n ** 63n - 1n;

const timeForms =
  'use RFC 3339 (2025-11-20T10:00:00Z), seconds, milliseconds, microseconds or nanoseconds since the epoch, now, -15m or now-1h';
const durationForms = 'use a number with a unit: ns, us, ms, s, m, h, d or w, such as 90s or 1h30m';

/**
 * A time in nanoseconds since the epoch. Takes RFC 3339 (a date alone is its midnight, no zone is UTC), an epoch
 * whose unit follows from its size, `now`, `now-15m`, `now+1h`, `-1h`, and a bare duration `1h`, which means ago.
 * Throws `bad-time` (400).
 */
export function parseTime(text: string, nowNs: bigint): bigint {
  const timeNs = parseInstant(text) ?? parseRelative(text.trim(), nowNs);
  if (timeNs !== undefined && timeNs >= 0n && timeNs <= timeNsMax) return timeNs;
  throw new GroundcrewError('bad-time', `cannot read the time ${quote(text)}: ${timeForms}`, {
    status: 400,
  });
}

/** A duration in nanoseconds, such as `1h30m`, `1.5s` or `250ms`. Throws `bad-duration` (400). */
export function parseDuration(text: string): bigint {
  const durationNs = readDuration(text.trim());
  if (durationNs !== undefined && durationNs <= timeNsMax) return durationNs;
  throw new GroundcrewError(
    'bad-duration',
    `cannot read the duration ${quote(text)}: ${durationForms}`,
    {
      status: 400,
    },
  );
}

/** An absolute time, or undefined when the text is none. */
export function parseInstant(text: string): bigint | undefined {
  const trimmed = text.trim();
  if (trimmed.length > 64) return undefined;
  return parseEpoch(trimmed) ?? parseDate(trimmed);
}

/** Digits decide the unit: up to 11 are seconds, up to 14 milliseconds, up to 17 microseconds, then nanoseconds. */
function parseEpoch(text: string): bigint | undefined {
  const match = /^(\d{1,19})(?:\.(\d{1,9})\d*)?$/.exec(text);
  if (!match) return undefined;
  const [, whole = '', fraction = ''] = match;
  const decimals = whole.length <= 11 ? 9 : whole.length <= 14 ? 6 : whole.length <= 17 ? 3 : 0;
  const timeNs = BigInt(whole + fraction.padEnd(9, '0').slice(0, decimals));
  return timeNs <= timeNsMax ? timeNs : undefined;
}

const datePattern =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,30}))?)?(?:([Zz])|([+-])(\d\d):?(\d\d))?)?$/;

/** RFC 3339, https://www.rfc-editor.org/rfc/rfc3339#section-5.6; time, seconds and zone may be left out. */
function parseDate(text: string): bigint | undefined {
  const match = datePattern.exec(text);
  if (!match) return undefined;
  const part = (index: number) => Number(match[index] ?? '0');
  const [year, month, day, hour, minute] = [part(1), part(2), part(3), part(4), part(5)];
  // A leap second counts as the second before it.
  const second = Math.min(part(6), 59);
  const midnight = new Date(0);
  midnight.setUTCFullYear(year, month - 1, day);
  const isDay = midnight.getUTCMonth() === month - 1 && midnight.getUTCDate() === day;
  if (!isDay || hour > 23 || minute > 59 || part(6) > 60 || part(10) > 23 || part(11) > 59)
    return undefined;
  const offsetMinutes = (match[9] === '-' ? -1 : 1) * (part(10) * 60 + part(11));
  const minutes = hour * 60 + minute - offsetMinutes;
  const timeMs = BigInt(midnight.getTime() + (minutes * 60 + second) * 1000);
  const timeNs = timeMs * 1_000_000n + BigInt((match[7] ?? '').padEnd(9, '0').slice(0, 9));
  return timeNs >= 0n && timeNs <= timeNsMax ? timeNs : undefined;
}

function parseRelative(text: string, nowNs: bigint): bigint | undefined {
  const match = /^(now)?\s*([+-])?\s*(.*)$/s.exec(text);
  if (!match) return undefined;
  const [, now, sign, rest = ''] = match;
  if (now && !sign) return rest === '' ? nowNs : undefined;
  const durationNs = readDuration(rest);
  if (durationNs === undefined) return undefined;
  return sign === '+' ? nowNs + durationNs : nowNs - durationNs;
}

function readDuration(text: string): bigint | undefined {
  if (text.length > 64 || !/^(?:\d{1,18}(?:\.\d{1,9})?(?:ns|us|µs|ms|[smhdw]))+$/.test(text))
    return undefined;
  let totalNs = 0n;
  for (const [, whole = '', fraction = '', unit = ''] of text.matchAll(
    /(\d{1,18})(?:\.(\d{1,9}))?(ns|us|µs|ms|[smhdw])/g,
  )) {
    const scale = unitsNs.get(unit) ?? 0n;
    totalNs += BigInt(whole) * scale + (BigInt(fraction.padEnd(9, '0')) * scale) / 1_000_000_000n;
  }
  return totalNs;
}
