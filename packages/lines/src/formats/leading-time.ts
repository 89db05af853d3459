// The time at the start of a text line, in the shapes that programs write.
import type { LineContext } from './format.ts';
import { monthNumber, type WallTime } from './time-writer.ts';

/** A time and where the text after it starts. */
export interface LeadingTime {
  time: string;
  end: number;
  /** It stands behind a bracket that is closed further on, with more than the time in between. */
  isOpen: boolean;
}

/** Zones by their short names, as far as a name means one zone. Others stay in the text. */
const namedZones: ReadonlyMap<string, string> = new Map([
  ...['WET', 'UTC', 'GMT'].map((name) => [name, '+00:00'] as const),
  ...['CET', 'WEST'].map((name) => [name, '+01:00'] as const),
  ...['CEST', 'EET'].map((name) => [name, '+02:00'] as const),
  ...['EEST', 'MSK'].map((name) => [name, '+03:00'] as const),
  ['JST', '+09:00'],
  ['AEST', '+10:00'],
  ['AEDT', '+11:00'],
  ['NZST', '+12:00'],
  ['NZDT', '+13:00'],
  ['EDT', '-04:00'],
  ...['EST', 'CDT'].map((name) => [name, '-05:00'] as const),
  ['MDT', '-06:00'],
  ...['MST', 'PDT'].map((name) => [name, '-07:00'] as const),
  ['PST', '-08:00'],
]);

const zones = String.raw`Z|[+-]\d\d(?::?\d\d)?|(?:${[...namedZones.keys()].join('|')})(?=\]|\s)`;
/** By IANA's names, as PHP writes them. */
const placeZones = String.raw`[A-Z][A-Za-z]{2,20}(?:\/[A-Z][A-Za-z_]{1,30}){1,2}(?=\])`;
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
  String.raw`^\[?(\d\d)[-/ ](${months})[-/ ](\d{4})[: ]${clock}(?: (${zones}|${placeZones}))?${boundary}\]?`,
);
/** `Mon Jan  1 10:00:00 2024`, as C's asctime and PHP's own server write it. */
const named = new RegExp(
  String.raw`^\[?(?:[A-Z][a-z]{2} )(${months}) ([ \d]\d) ${clock} (\d{4})${boundary}\]?`,
);
/** `Nov 21, 2026 1:19:06 PM`, as java.util.logging writes it. */
const twelveHours = new RegExp(
  String.raw`^(${months}) (\d{1,2}), (\d{4}) (\d{1,2}):(\d\d):(\d\d) ([AP])M${boundary}`,
);
/** Seconds, milliseconds, microseconds or nanoseconds since the epoch. */
const epoch = /^\[?(1\d{9})(?:\.(\d{1,9})|(\d{3}|\d{6}|\d{9}))?(?=[\s\],:;|])\]?/;

/** The time that the text starts with; undefined when it starts with none. */
export function leadingTime(text: string, context: LineContext): LeadingTime | undefined {
  const first = text.charCodeAt(text.startsWith('[') ? 1 : 0);
  if (first >= 0x30 && first <= 0x39) {
    return isoTime(text, context) ?? dayFirstTime(text, context) ?? epochTime(text, context);
  }
  return first >= 0x41 && first <= 0x5a
    ? (namedTime(text, context) ?? twelveHourTime(text, context))
    : undefined;
}

/** The zone as the time writer takes it. */
const zoneOf = (name = '') => namedZones.get(name) ?? name;

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
  const isPlace = zone?.includes('/') === true;
  const writer = isPlace ? times.inZone(zone) : times;
  const offset = isPlace ? '' : zoneOf(zone);
  return timeAt(writer?.write(key, fraction, offset, wall), all);
}

function namedTime(text: string, { times }: LineContext): LeadingTime | undefined {
  const match = named.exec(text);
  if (!match) return undefined;
  const [all, month = '', day, hour, minute, second, fraction = '', year] = match;
  const wall = () => wallTime([year, String(monthNumber(month)), day, hour, minute, second]);
  const key = `${month}${day}${year} ${hour}${minute}${second}`;
  return timeAt(times.write(key, fraction, '', wall), all);
}

function twelveHourTime(text: string, { times }: LineContext): LeadingTime | undefined {
  const match = twelveHours.exec(text);
  if (!match) return undefined;
  const [all, month = '', day, year, hour, minute, second, half] = match;
  const hours = (Number(hour) % 12) + (half === 'P' ? 12 : 0);
  const wall = () =>
    wallTime([year, String(monthNumber(month)), day, String(hours), minute, second]);
  return timeAt(times.write(all, '', '', wall), all);
}

function epochTime(text: string, { times }: LineContext): LeadingTime | undefined {
  const match = epoch.exec(text);
  if (!match) return undefined;
  const [all, seconds = '', decimals, digits] = match;
  const wall = () => utcWall(Number(seconds));
  return timeAt(times.write(seconds, decimals ?? digits ?? '', 'Z', wall), all);
}

function timeAt(time: string | undefined, all: string): LeadingTime | undefined {
  if (time === undefined) return undefined;
  return { time, end: all.length, isOpen: all.startsWith('[') && !all.endsWith(']') };
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
