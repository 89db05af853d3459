// A reporter for node:test: after the run, the files that took longest and what they took together; last, where it can
// be seen without scrolling, what failed and why.
import { relative } from 'node:path';

interface TestEvent {
  type: string;
  data: {
    name?: string;
    file?: string;
    line?: number;
    duration_ms?: number;
    details?: { error?: Error & { failureType?: string } };
  };
}

const linesMax = 12;

/** Seconds and path of the slowest files, one a line; then the failures, each with the first lines of its error. */
// oxlint-disable-next-line import/no-default-export -- a reporter is a module's default export
export default async function* testTimes(events: AsyncIterable<TestEvent>) {
  const files: { name: string; seconds: number }[] = [];
  const failures: string[] = [];
  for await (const { type, data } of events) {
    const { file, duration_ms: ms = 0, details } = data;
    if (type === 'test:summary' && file !== undefined)
      files.push({ name: relative('.', file), seconds: ms / 1000 });
    // A suite fails with its tests: they are the news.
    if (type === 'test:fail' && details?.error?.failureType !== 'subtestsFailed')
      failures.push(describeFailure(data));
  }
  if (files.length > 0) {
    const total = files.reduce((sum, { seconds }) => sum + seconds, 0);
    yield `\n${files.length} files took ${total.toFixed(0)} s one by one; the slowest:\n`;
    for (const { name, seconds } of files.sort((a, b) => b.seconds - a.seconds).slice(0, 40)) {
      yield `${seconds.toFixed(1).padStart(7)}  ${name}\n`;
    }
  }
  if (failures.length > 0) yield `\n${failures.length} failed:\n${failures.join('')}`;
}

function describeFailure({ name = '', file = '', line = 0, details }: TestEvent['data']): string {
  const error = details?.error;
  const cause = error?.cause instanceof Error ? error.cause : error;
  const text = cause?.stack ?? cause?.message ?? '';
  const shown = text.split('\n').slice(0, linesMax);
  return `\n${relative('.', file)}:${line}  ${name}\n${shown.map((each) => `    ${each}\n`).join('')}`;
}
