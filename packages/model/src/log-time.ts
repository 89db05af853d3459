// Times as loggers write them. The shapes are regular expressions that mean the same in JavaScript and RE2: the
// mapping in SQL gates by them too, so both understand exactly the same times.

const date = String.raw`(?:19[7-9]|20[0-9]|21[0-9])[0-9]-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])`;
const timeOfDay = String.raw`(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]`;
const fraction = String.raw`(?:[.,][0-9]{1,18})?`;
const offset = String.raw`[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9])?`;
const month = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec';
const year = '(?:19[7-9]|20[0-9]|21[0-9])[0-9]';

/** Shapes of the times that are understood; years 1970 to 2199. */
export const logTimeShapes = {
  /** ISO 8601, RFC 3339, Python's asctime, Ruby's and Go's forms; without a zone it is UTC. */
  iso: `^${date}[T ]${timeOfDay}${fraction}(?: ?(?:Z|UTC|GMT|${offset}))?$`,
  /** Seconds, milliseconds, microseconds or nanoseconds since the epoch, told apart by their digits. */
  epoch: String.raw`^[1-8][0-9]{9}(?:[0-9]{3}){0,3}(?:\.[0-9]{1,18})?$`,
  /** RFC 2822, HTTP's dates, Apache's logs. */
  named: `^(?:[A-Z][a-z]{2}, )?(0?[1-9]|[12][0-9]|3[01])[ /](${month})[ /](${year})[ :](${timeOfDay}) (GMT|UTC|[+-](?:[01][0-9]|2[0-3])[0-5][0-9])$`,
  /** The nanoseconds that go with whole seconds. */
  nanoseconds: '^[0-9]{1,9}$',
} as const;

const isoShape = new RegExp(logTimeShapes.iso);
const epochShape = new RegExp(logTimeShapes.epoch);
const namedShape = new RegExp(logTimeShapes.named);

/** Times older than this before they were received are not believed. */
export const ageNsMax = 400n * 86_400_000_000_000n;
/** Nor are times later than this after they were received. */
export const futureNsMax = 86_400_000_000_000n;

/**
 * A time in any of the known shapes as nanoseconds since the epoch; 0n when it is none.
 * Numbers are given as text too.
 */
export function parseLogTime(text: string): bigint {
  if (isoShape.test(text)) return parseIso(text);
  if (epochShape.test(text)) return BigInt(`${text.replace('.', '')}000000000`.slice(0, 19));
  const named = namedShape.exec(text);
  return named ? parseNamed(named) : 0n;
}

/** Nanoseconds since the epoch as RFC 3339 in UTC, with nine digits after the second. */
export function rfc3339Time(timeNs: bigint): string {
  const seconds = new Date(Number(timeNs / 1_000_000n)).toISOString().slice(0, 19);
  return `${seconds}.${String(timeNs % 1_000_000_000n).padStart(9, '0')}Z`;
}

/** The time when it is near enough to when it was received, else 0n. */
export function believableTime(timeNs: bigint, receivedNs: bigint): bigint {
  const isNear = timeNs >= receivedNs - ageNsMax && timeNs <= receivedNs + futureNsMax;
  return isNear ? timeNs : 0n;
}

function parseIso(text: string): bigint {
  const day = daysInto(
    Number(text.slice(0, 4)),
    Number(text.slice(5, 7)),
    Number(text.slice(8, 10)),
  );
  if (day === undefined) return 0n;
  const rest = /^(?:[.,]([0-9]+))? ?(.*)$/.exec(text.slice(19));
  const nanoseconds = BigInt((rest?.[1] ?? '').padEnd(9, '0').slice(0, 9));
  const seconds =
    day * 86_400 + secondsIntoDay(text.slice(11, 19)) - offsetSeconds(rest?.[2] ?? '');
  return BigInt(seconds) * 1_000_000_000n + nanoseconds;
}

function parseNamed([, day, name, year, time, zone]: RegExpExecArray): bigint {
  const number = month.split('|').indexOf(name ?? '') + 1;
  const days = daysInto(Number(year), number, Number(day));
  if (days === undefined) return 0n;
  const seconds = days * 86_400 + secondsIntoDay(time ?? '') - offsetSeconds(zone ?? '');
  return BigInt(seconds) * 1_000_000_000n;
}

/** Days since the epoch; undefined when the month is shorter. */
function daysInto(year: number, month: number, day: number): number | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 ? date.getTime() / 86_400_000 : undefined;
}

function secondsIntoDay(time: string): number {
  return Number(time.slice(0, 2)) * 3600 + Number(time.slice(3, 5)) * 60 + Number(time.slice(6, 8));
}

function offsetSeconds(zone: string): number {
  if (!zone.startsWith('+') && !zone.startsWith('-')) return 0;
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  const seconds = Number(digits.slice(0, 2)) * 3600 + Number(digits.slice(2)) * 60;
  return zone.startsWith('-') ? -seconds : seconds;
}
