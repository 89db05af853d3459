// The time at the start of a text line, in the shapes that programs write.
import type { LineContext } from './format.ts';
import { monthNumber, type WallTime } from './time-writer.ts';

/** A time and where the text after it starts. */
export interface LeadingTime {
  time: string;
  end: number;
}

const zones = String.raw`Z|UTC|GMT|[+-]\d\d(?::?\d\d)?|[A-Z]{3,4}(?=\]|\s)`;
// Nothing that is part of a longer word or number.
const boundary = String.raw`(?=[\s\],:;|)-]|$)`;
const clock = String.raw`(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?`;
const months = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec';

/** `2024-01-01T10:00:00.123Z`, `2024-01-01 10:00:00,123`, Go's `2024/01/01 10:00:00`. */
const iso = new RegExp(
  String.raw`^\[?(\d{4})[-/](\d\d)[-/](\d\d)[T ]${clock}(?: ?(${zones}))?${boundary}\]?`,
);
/** `01/Jan/2024:10:00:00 +0100`, Django's `01/Jan/2024 10:00:00`, PHP's `01-Jan-2024 10:00:00 UTC`. */
const dayFirst = new RegExp(
  String.raw`^\[?(\d\d)[-/ ](${months})[-/ ](\d{4})[: ]${clock}(?: (${zones}))?${boundary}\]?`,
);
/** `Mon Jan  1 10:00:00 2024`, as C's asctime and PHP's own server write it. */
const named = new RegExp(
  String.raw`^\[?(?:[A-Z][a-z]{2} )(${months}) ([ \d]\d) ${clock} (\d{4})${boundary}\]?`,
);
/** Seconds, milliseconds, microseconds or nanoseconds since the epoch. */
const epoch = /^\[?(1\d{9})(?:\.(\d{1,9})|(\d{3}|\d{6}|\d{9}))?(?=[\s\],:;|])\]?/;

/** The time that the text starts with; undefined when it starts with none. */
export function leadingTime(text: string, context: LineContext): LeadingTime | undefined {
  const first = text.charCodeAt(text.startsWith('[') ? 1 : 0);
  if (first >= 0x30 && first <= 0x39) {
    return isoTime(text, context) ?? dayFirstTime(text, context) ?? epochTime(text, context);
  }
  return first >= 0x41 && first <= 0x5a ? namedTime(text, context) : undefined;
}

/** The zone as the time writer takes it: other names than UTC's are those of the zone configured. */
const zoneOf = (name = '') => (/^(?:Z|UTC|GMT|[+-].*)$/.test(name) ? name : '');

function isoTime(text: string, { times }: LineContext): LeadingTime | undefined {
  const match = iso.exec(text);
  if (!match) return undefined;
  const [all, year, month, day, hour, minute, second, fraction = '', zone] = match;
  const wall = () => wallTime([year, month, day, hour, minute, second]);
  const key = text.slice(all.startsWith('[') ? 1 : 0, (all.startsWith('[') ? 1 : 0) + 19);
  return timeAt(times.write(key, fraction, zoneOf(zone), wall), all);
}

function dayFirstTime(text: string, { times }: LineContext): LeadingTime | undefined {
  const match = dayFirst.exec(text);
  if (!match) return undefined;
  const [all, day, month = '', year, hour, minute, second, fraction = '', zone] = match;
  const wall = () => wallTime([year, String(monthNumber(month)), day, hour, minute, second]);
  const key = `${day}${month}${year} ${hour}${minute}${second}`;
  return timeAt(times.write(key, fraction, zoneOf(zone), wall), all);
}

function namedTime(text: string, { times }: LineContext): LeadingTime | undefined {
  const match = named.exec(text);
  if (!match) return undefined;
  const [all, month = '', day, hour, minute, second, fraction = '', year] = match;
  const wall = () => wallTime([year, String(monthNumber(month)), day, hour, minute, second]);
  const key = `${month}${day}${year} ${hour}${minute}${second}`;
  return timeAt(times.write(key, fraction, '', wall), all);
}

function epochTime(text: string, { times }: LineContext): LeadingTime | undefined {
  const match = epoch.exec(text);
  if (!match) return undefined;
  const [all, seconds = '', decimals, digits] = match;
  const wall = () => utcWall(Number(seconds));
  return timeAt(times.write(seconds, decimals ?? digits ?? '', 'Z', wall), all);
}

function timeAt(time: string | undefined, all: string): LeadingTime | undefined {
  return time === undefined ? undefined : { time, end: all.length };
}

function wallTime(parts: readonly (string | undefined)[]): WallTime {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
  return { year, month, day, hour, minute, second };
}

function utcWall(seconds: number): WallTime {
  const date = new Date(seconds * 1000);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  };
}
