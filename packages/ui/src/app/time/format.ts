// Durations, sizes and counts as people say them.

/** `850 ms`, `3.2 s`, `4 min 12 s`, `2 h 5 min`, `3 d 4 h`. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms)) return '';
  if (ms < 0) return `−${formatDuration(-ms)}`;
  if (ms < 1) return ms === 0 ? '0 ms' : `${Number((ms * 1000).toPrecision(2))} µs`;
  if (ms < 1000) return `${Number(ms.toPrecision(3))} ms`;
  if (ms < 60_000) return `${Number((ms / 1000).toPrecision(3))} s`;
  const seconds = Math.round(ms / 1000);
  return seconds < 3600
    ? two(Math.floor(seconds / 60), 'min', seconds % 60, 's')
    : seconds < 86_400
      ? two(Math.floor(seconds / 3600), 'h', Math.floor((seconds % 3600) / 60), 'min')
      : two(Math.floor(seconds / 86_400), 'd', Math.floor((seconds % 86_400) / 3600), 'h');
}

const two = (large: number, largeUnit: string, small: number, smallUnit: string) =>
  small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;

/** `3 min ago`, `in 5 s`. */
export function formatAgo(timeMs: number, nowMs: number): string {
  const ms = nowMs - timeMs;
  if (Math.abs(ms) < 2000) return 'just now';
  const rough = formatDuration(
    Math.abs(ms) < 60_000 ? Math.round(Math.abs(ms) / 1000) * 1000 : Math.abs(ms),
  );
  const text = Math.abs(ms) < 60_000 ? rough : rough.split(' ').slice(0, 2).join(' ');
  return ms < 0 ? `in ${text}` : `${text} ago`;
}

const sizeUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** `412 MiB`. */
export function formatBytes(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < sizeUnits.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? Math.round(size) : Number(size.toPrecision(3))} ${sizeUnits[unit]}`;
}

const whole = new Intl.NumberFormat('en-US');

/** `1,234,567`. */
export const formatCount = (count: number) => whole.format(count);

/** `1.2 M`: for narrow places, exact on hover. */
export function formatShortCount(count: number): string {
  const magnitude = Math.abs(count);
  if (magnitude < 10_000) return formatCount(count);
  if (magnitude < 1_000_000) return `${Number((count / 1000).toPrecision(3))}k`;
  if (magnitude < 1e9) return `${Number((count / 1e6).toPrecision(3))}M`;
  return `${Number((count / 1e9).toPrecision(3))}G`;
}
