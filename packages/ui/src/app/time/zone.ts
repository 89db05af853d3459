// Times in a zone, fast enough for every row of a scrolling list: offsets are asked once an hour of time.

const offsets = new Map<string, number>();
const formats = new Map<string, Intl.DateTimeFormat>();
const hourMs = 3_600_000;

/** The zone of this browser. */
export function browserZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

/** Whether the name is that of a zone. */
export function isZone(name: string): boolean {
  if (name === '') return false;
  try {
    format(name);
    return true;
  } catch {
    return false;
  }
}

function format(zone: string): Intl.DateTimeFormat {
  let found = formats.get(zone);
  if (!found) {
    found = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, found);
  }
  return found;
}

/** Milliseconds by which the zone's clocks are ahead of UTC at a time. */
export function zoneOffsetMs(timeMs: number, zone: string): number {
  if (zone === 'UTC') return 0;
  // Zones change their offset at quarters of an hour at the finest.
  const quarter = Math.floor(timeMs / (hourMs / 4));
  const key = `${zone} ${quarter}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  if (offsets.size > 20_000) offsets.clear();
  const offset = askOffsetMs(quarter * (hourMs / 4), zone);
  offsets.set(key, offset);
  return offset;
}

function askOffsetMs(timeMs: number, zone: string): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of format(zone).formatToParts(timeMs)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - timeMs;
}

/** The time on the zone's clocks, as ISO text without a zone: `2026-11-21T12:30:00.123`. */
export function wallClock(timeMs: number, zone: string): string {
  return new Date(timeMs + zoneOffsetMs(timeMs, zone)).toISOString().slice(0, 23);
}

/** The moment at which the zone's clocks show this text; NaN when it is no time. */
export function readWallClock(text: string, zone: string): number {
  const match =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?))?\s*(Z|[+-]\d\d:?\d\d)?$/i.exec(
      text.trim(),
    );
  if (!match) return Number.NaN;
  const [, day, clock = '00:00', offset] = match;
  const asUtc = Date.parse(`${day}T${clock}${offset ?? 'Z'}`);
  if (offset !== undefined || Number.isNaN(asUtc)) return asUtc;
  const guess = asUtc - zoneOffsetMs(asUtc, zone);
  return asUtc - zoneOffsetMs(guess, zone);
}

/** The zone's name for people: `UTC`, `Berlin`, `New York`. */
export function zoneLabel(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}

/** `+01:00` at a time. */
export function zoneOffsetLabel(timeMs: number, zone: string): string {
  const minutes = Math.round(zoneOffsetMs(timeMs, zone) / 60_000);
  const absolute = Math.abs(minutes);
  const part = (number: number) => String(number).padStart(2, '0');
  return `${minutes < 0 ? '−' : '+'}${part(Math.floor(absolute / 60))}:${part(absolute % 60)}`;
}
