// What is measured of the running program, and what a series of it says.
import { readdirSync } from 'node:fs';

/** One look at the program. */
export interface Sample {
  hours: number;
  gatewayBytes: number;
  engineBytes: number;
  openFiles: number;
}

/** File descriptors that a process has open. */
export const openFilesOf = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;

/**
 * The slope of the line through the lowest values of ten equal spans, a unit an hour: garbage that is collected later
 * is no growth.
 */
export function slopePerHour(samples: readonly Sample[], read: (sample: Sample) => number): number {
  const spans = Math.min(10, Math.floor(samples.length / 2));
  const lowest = Array.from({ length: spans }, (_, index) => {
    const from = Math.floor((index * samples.length) / spans);
    const span = samples.slice(from, Math.floor(((index + 1) * samples.length) / spans));
    return span.map((sample) => [sample.hours, read(sample)] as const).sort((a, b) => a[1] - b[1]);
  }).flatMap(([first]) => (first ? [first] : []));
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const hours = mean(lowest.map(([x]) => x));
  const value = mean(lowest.map(([, y]) => y));
  const above = lowest.reduce((sum, [x, y]) => sum + (x - hours) * (y - value), 0);
  const below = lowest.reduce((sum, [x]) => sum + (x - hours) ** 2, 0);
  return below === 0 ? 0 : above / below;
}
