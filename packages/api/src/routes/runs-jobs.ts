// GET /api/runs/jobs: each job with its last runs, how well it does and when it should run next.
import { parseLogTime, rfc3339Time, runStates } from '@groundcrew/model';
import {
  jobRuns,
  medianOf,
  parseTime,
  readRunRow,
  type RunRow,
  runSchedule,
} from '@groundcrew/query';
import { z } from 'zod';
import { timeText, wholeNumber } from '../input/parameters.ts';
import { route } from '../route.ts';
import { answerOf, runAnswer } from '../runs/run-answer.ts';
import { jsonType, readLines } from './search-logs.ts';

const jobAnswer = z.object({
  job: z.string(),
  last: runAnswer.describe('The newest run.'),
  runs: z
    .array(
      z.object({
        run_id: z.string(),
        state: z.enum(runStates),
        started_at: z.string(),
        duration_ms: z.int(),
      }),
    )
    .describe('The last runs, the newest first.'),
  success_rate: z
    .number()
    .optional()
    .describe('Part of `runs` that ended and succeeded, 0 to 1; absent when none has ended.'),
  median_duration_ms: z.int().optional().describe('Of the runs among them that succeeded.'),
  schedule: z
    .object({
      every_ms: z.int(),
      next: z.string().describe('When it should start next.'),
      missed: z.array(z.string()).describe('Starts that should have been, the newest first.'),
    })
    .optional()
    .describe('How regularly it starts; absent when it does not, or has run less than five times.'),
});

export const listJobsRoute = route({
  method: 'GET',
  path: '/api/runs/jobs',
  operation: 'listJobs',
  scope: 'read',
  group: 'runs',
  summary: 'List jobs with their last runs',
  description: 'The job that ran last comes first. Figures are of the runs shown.',
  query: z.object({
    job: z.string().min(1).max(512).optional().describe('This job only.'),
    start: timeText('Runs started at or after; 30 days ago when left out.').default('-30d'),
    runs: wholeNumber(1, 100).default(30).describe('Runs of each job, the last ones.'),
    limit: wholeNumber(1, 500).default(100).describe('Jobs, those that ran last.'),
  }),
  answers: [
    { type: jsonType, description: 'The jobs.', schema: z.object({ jobs: z.array(jobAnswer) }) },
  ],
  async handler({ api, query, signal }) {
    const nowNs = api.clock.nowNs();
    const { job, runs, limit: jobs } = query;
    const sql = jobRuns({ job, runs, jobs, nowNs, startNs: parseTime(query.start, nowNs) });
    const byJob = new Map<string, RunRow[]>();
    for (const row of (await readLines({ api, signal }, sql)).map(readRunRow)) {
      const known = byJob.get(row.job);
      if (known) known.push(row);
      else byJob.set(row.job, [row]);
    }
    const nowMs = Number(nowNs / 1_000_000n);
    const body = { jobs: [...byJob].flatMap(([name, rows]) => jobOf(name, rows, nowMs)) };
    return { type: jsonType, body: `${JSON.stringify(body)}\n` };
  },
});

function jobOf(job: string, rows: readonly RunRow[], nowMs: number): z.output<typeof jobAnswer>[] {
  const [last] = rows;
  if (!last) return [];
  const ended = rows.filter(({ state }) => state !== 'running');
  const good = ended.filter(({ state }) => state === 'succeeded');
  const schedule = runSchedule(
    rows.map(({ started_at }) => millisecondsOf(started_at)),
    nowMs,
  );
  return [
    {
      job,
      last: answerOf(last),
      runs: rows.map(({ run_id, state, started_at, duration_ms }) => ({
        run_id,
        state,
        started_at,
        duration_ms,
      })),
      ...(ended.length > 0 && { success_rate: good.length / ended.length }),
      ...(good.length > 0 && {
        median_duration_ms: medianOf(good.map(({ duration_ms }) => duration_ms)),
      }),
      ...(schedule && {
        schedule: {
          every_ms: schedule.everyMs,
          next: timeOf(schedule.nextMs),
          missed: schedule.missedMs.map(timeOf),
        },
      }),
    },
  ];
}

const millisecondsOf = (time: string) => Number(parseLogTime(time) / 1_000_000n);
const timeOf = (ms: number) => rfc3339Time(BigInt(Math.round(ms)) * 1_000_000n);
