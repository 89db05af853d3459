// Runs and lines for the screen, through the same front doors that programs use.

const second = 1_000;

/** A run whose id says when it started, as recorders make them. */
export interface SeededRun {
  readonly id: string;
  readonly startMs: number;
  readonly lines: readonly object[];
  readonly record: object;
}

const timeOf = (ms: number) => new Date(ms).toISOString().replace('Z', '000000Z');

function idOf(startMs: number): string {
  const time = startMs.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}

/** What a line of a run is: its message, the time before it, its level. */
export type SeededLine = readonly [message: string, gapMs: number, level: string];

/** A run of a job with these lines; `end` is merged into its record. */
export function seededRun(
  job: string,
  startMs: number,
  lines: readonly SeededLine[],
  end: object,
): SeededRun {
  const id = idOf(startMs);
  let atMs = startMs;
  const written = lines.map(([message, gapMs, level]) => {
    atMs += gapMs;
    return { time: timeOf(atMs), message, level, service: job, run_id: id };
  });
  const durationMs = atMs - startMs + second;
  const record = {
    run_id: id,
    version: 1,
    job,
    state: 'succeeded',
    host: 'host-1',
    user: 'deploy',
    command: ['/bin/job', '--of', `the "${job}"`],
    started_at: timeOf(startMs),
    updated_at: timeOf(startMs + durationMs),
    ended_at: timeOf(startMs + durationMs),
    cpu_user_ms: durationMs / 2,
    memory_peak_bytes: 50 * 1024 * 1024,
    lines: lines.length,
    bytes: lines.length * 40,
    samples: Array.from({ length: 10 }, (_, index) => ({
      at_ms: (durationMs / 9) * index,
      cpu_ms: (durationMs / 18) * index,
      memory_bytes: (10 + index) * 1024 * 1024,
    })),
    ...end,
  };
  return { id, startMs, lines: written, record };
}

/** Sends everything and fails when something is refused. */
export async function sendRuns(url: string, runs: readonly SeededRun[]): Promise<void> {
  await send(
    `${url}/ingest`,
    runs.flatMap(({ lines }) => lines),
  );
  await send(
    `${url}/ingest/runs`,
    runs.map(({ record }) => record),
  );
}

async function send(address: string, objects: readonly object[]): Promise<void> {
  const body = objects.map((object) => JSON.stringify(object)).join('\n');
  const answer = await fetch(address, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/x-ndjson' },
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
}
