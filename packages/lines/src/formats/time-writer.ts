// Dates and times of day in a zone → RFC 3339 in UTC. Lines of one second share the work.
import { GroundcrewError, quote } from '@groundcrew/runtime/light';

const months = new Map(
  ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'].map(
    (name, index) => [name, index + 1] as const,
  ),
);

/** The number of a month's English name of three letters, 1 to 12; 0 for anything else. */
export const monthNumber = (name: string): number => months.get(name) ?? 0;

/** A date and a time of day as a clock on a wall shows them. */
export interface WallTime {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

/** Writes times as RFC 3339 in UTC with nanoseconds. */
export class TimeWriter {
  readonly #format: Intl.DateTimeFormat;
  #offsetHour = Number.NaN;
  #offsetMs = 0;
  #lastKey = '';
  #lastText = '';
  readonly #others = new Map<string, TimeWriter | undefined>();

  /** `zone` is the zone of times without one, by its IANA name; the machine's when absent. */
  constructor(zone?: string) {
    try {
      this.#format = new Intl.DateTimeFormat('en-US', {
        ...(zone !== undefined && { timeZone: zone }),
        hourCycle: 'h23',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
      });
    } catch (cause) {
      throw new GroundcrewError(
        'TIME_ZONE_UNKNOWN',
        `cannot read times in zone ${quote(zone)}: no such time zone`,
        { status: 400, hint: 'Use a name such as "Europe/Berlin" or "UTC".', cause },
      );
    }
  }

  /**
   * `key` is the text that `wall` was or would be read from: when it is the last one's, `wall` is not called.
   * `zone` is "Z", "UTC", "GMT", an offset such as +0200, or "" for the zone configured. Undefined for a date that
   * does not exist.
   */
  write(key: string, fraction: string, zone: string, wall: () => WallTime): string | undefined {
    const whole = key + zone;
    if (whole !== this.#lastKey) {
      const seconds = this.#seconds(wall(), zone);
      if (seconds === undefined) return undefined;
      this.#lastText = seconds;
      this.#lastKey = whole;
    }
    return `${this.#lastText}${fraction.slice(0, 9).padEnd(9, '0')}Z`;
  }

  /** A writer for times in a zone that the line names; undefined when there is no such zone. */
  inZone(zone: string): TimeWriter | undefined {
    if (this.#others.has(zone)) return this.#others.get(zone);
    // A source writes in one zone or a few; anything else is not worth memory.
    if (this.#others.size >= 16) return undefined;
    const writer = isZone(zone) ? new TimeWriter(zone) : undefined;
    this.#others.set(zone, writer);
    return writer;
  }

  #seconds(wall: WallTime, zone: string): string | undefined {
    const { year, month, day, hour, minute, second } = wall;
    const isReal = hour < 24 && minute < 60 && second <= 60 && year >= 1970 && year < 2200;
    const localMs = Date.UTC(year, month - 1, day, hour, minute, second);
    if (!isReal || month < 1 || month > 12 || day < 1) return undefined;
    if (new Date(Date.UTC(year, month - 1, day)).getUTCMonth() !== month - 1) return undefined;
    const ms = localMs - (zone === '' ? this.#localOffsetMs(localMs) : zoneOffsetMs(zone));
    return ms < 0 ? undefined : new Date(ms).toISOString().slice(0, 20);
  }

  /** How far the zone's clock is ahead of UTC at a time of its own; zones change their clocks at whole quarters. */
  #localOffsetMs(localMs: number): number {
    const quarter = Math.floor(localMs / 900_000);
    if (quarter === this.#offsetHour) return this.#offsetMs;
    const first = this.#offsetAt(localMs);
    this.#offsetMs = this.#offsetAt(localMs - first);
    this.#offsetHour = quarter;
    return this.#offsetMs;
  }

  #offsetAt(utcMs: number): number {
    const parts = new Map(
      this.#format.formatToParts(utcMs).map(({ type, value }) => [type, Number(value)]),
    );
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
    const shown = Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
    );
    return shown - Math.floor(utcMs / 1000) * 1000;
  }
}

function isZone(zone: string): boolean {
  try {
    return Intl.DateTimeFormat('en-US', { timeZone: zone }) !== undefined;
  } catch {
    return false;
  }
}

function zoneOffsetMs(zone: string): number {
  const sign = zone.startsWith('-') ? -1 : zone.startsWith('+') ? 1 : 0;
  if (sign === 0) return 0;
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4))) * 60_000;
}
