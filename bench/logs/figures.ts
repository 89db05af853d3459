// What was measured of each system, by section of the report and row of its table.

export const sectionNames = [
  'Starting',
  'One large load',
  'Sizes of requests, numbers of connections',
  'Questions, at rest',
  'Mixed load',
  'Slow disk',
] as const;
export type SectionName = (typeof sectionNames)[number];

/** By row: the name says the unit; Infinity is a question that was given up. */
export type Figures = Map<string, number>;

/** One system's part of the report. */
export interface Result {
  name: string;
  version: string;
  sections: Map<SectionName, Figures>;
  /** What could not be measured, and why. */
  failures: string[];
}

/** True for the rows whose name ends in a unit of time, memory or slowness. */
export const lowerIsBetter = (row: string) => /, (ms|s|MB|times slower)$/.test(row);

export const geometricMean = (values: readonly number[]) =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);

const started = performance.now();

/** One line of progress with the minutes since the start. */
export function say(text: string): void {
  const seconds = Math.round((performance.now() - started) / 1000);
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  console.error(`${clock} ${text}`);
}
