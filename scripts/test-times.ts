// A reporter for node:test: after the run, the files that took longest and what they took together.
import { relative } from 'node:path';

interface FileSummary {
  type: string;
  data: { file?: string; duration_ms?: number };
}

/** Seconds and path of the slowest files, one a line. */
// oxlint-disable-next-line import/no-default-export -- a reporter is a module's default export
export default async function* testTimes(events: AsyncIterable<FileSummary>) {
  const files: { name: string; seconds: number }[] = [];
  for await (const { type, data } of events) {
    if (type !== 'test:summary' || data.file === undefined) continue;
    files.push({ name: relative('.', data.file), seconds: (data.duration_ms ?? 0) / 1000 });
  }
  if (files.length === 0) return;
  const total = files.reduce((sum, { seconds }) => sum + seconds, 0);
  yield `\n${files.length} files took ${total.toFixed(0)} s one by one; the slowest:\n`;
  for (const { name, seconds } of files.sort((a, b) => b.seconds - a.seconds).slice(0, 40)) {
    yield `${seconds.toFixed(1).padStart(7)}  ${name}\n`;
  }
}
