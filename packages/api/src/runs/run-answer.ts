// The API's form of one run, and how it comes from the store's.
import { outcomeText, runStates } from '@groundcrew/model';
import type { RunRow } from '@groundcrew/query';
import { z } from 'zod';

const text = (description: string) => z.string().optional().describe(description);

const sample = z.object({
  at_ms: z.int().describe('Milliseconds since the start.'),
  cpu_ms: z.int().describe('CPU time used up to then.'),
  memory_bytes: z.int(),
});

/** One run. */
export const runAnswer = z
  .object({
    run_id: z.string(),
    job: z.string(),
    state: z
      .enum(runStates)
      .describe('`lost`: it said that it was running, and nothing more for over a minute.'),
    outcome: z
      .string()
      .describe('How it went, in words.')
      .meta({ examples: ['killed by signal 9 after 3 min 12 s, peak 412 MiB'] }),
    started_at: z.string().describe('RFC 3339, UTC, nanoseconds.'),
    updated_at: z.string().describe('The last sign of life of its recorder.'),
    ended_at: text('Absent while it runs, and when nobody knows.'),
    duration_ms: z.int().describe('Up to its end, its last sign of life, or now while it runs.'),
    host: text('Where.'),
    user: text('Whose.'),
    service: text('The service its lines carry.'),
    release: text('The version of what ran.'),
    command: z.array(z.string()).describe('The command line, secrets masked.'),
    cwd: text('The working folder.'),
    pid: z.int().optional().describe('The process.'),
    exit_code: z.int().optional(),
    signal: text('The signal that ended it, such as SIGKILL.'),
    out_of_memory: z.boolean().describe('Whether the kernel ended it for want of memory.'),
    cpu_user_ms: z.int(),
    cpu_system_ms: z.int(),
    memory_peak_bytes: z.int(),
    lines: z.int().describe('Lines written by the program.'),
    bytes: z.int(),
    lost_lines: z.int().describe('Lines that could not be kept.'),
    cut_lines: z.int().describe('Lines that were too long.'),
    samples: z
      .array(sample)
      .optional()
      .describe('CPU time and memory over time; only in the answer about one run.'),
  })
  .meta({ id: 'Run', description: 'One run of a program. Empty fields are left out.' });

export type RunAnswer = z.output<typeof runAnswer>;

/** The run as it is answered. */
export function answerOf(row: RunRow): RunAnswer {
  const { run_id, job, state, started_at, updated_at, duration_ms, ...rest } = row;
  const { host, user, service, release, cwd, signal, ended_at, pid, exit_code, ...others } = rest;
  const { version: _version, ...counts } = others;
  const ending = {
    ...(exit_code === null ? {} : { exit_code }),
    ...(signal === '' ? {} : { signal }),
  };
  const texts = Object.entries({ ended_at, host, user, service, release, cwd });
  return {
    run_id,
    job,
    state,
    outcome: outcomeText({ ...counts, ...ending, state, duration_ms }),
    started_at,
    updated_at,
    duration_ms,
    ...Object.fromEntries(texts.filter(([, content]) => content !== '')),
    ...(pid === 0 ? {} : { pid }),
    ...ending,
    ...counts,
  };
}
