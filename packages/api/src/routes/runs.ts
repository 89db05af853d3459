// GET /api/runs: runs, newest first. GET /api/runs/{id}: one of them with what there is to compare it with.
import { parseLogTime, runStates } from '@groundcrew/model';
import { listRuns, parseRunCursor, parseTime, readRunRow, runLimitMax } from '@groundcrew/query';
import { z } from 'zod';
import { timeText, wholeNumber } from '../input/parameters.ts';
import { route } from '../route.ts';
import { answerOf, runAnswer } from '../runs/run-answer.ts';
import { readLastGood, readRun, runPath, runStatuses } from '../runs/read-run.ts';
import { jsonType, readLines } from './search-logs.ts';

/** Runs of clocks that run ahead are not hidden. */
const clockGraceNs = 86_400_000_000_000n;
const name = z.string().min(1).max(512).optional();

export const listRunsRoute = route({
  method: 'GET',
  path: '/api/runs',
  operation: 'listRuns',
  scope: 'read',
  group: 'runs',
  summary: 'List runs',
  description:
    'The newest first. Pass `next_cursor` as `cursor` for the next page; it is absent on the last one.',
  query: z.object({
    job: name.describe('Runs of this job only.'),
    state: z.enum(runStates).optional().describe('Runs in this state only.'),
    service: name.describe('Runs of this service only.'),
    host: name.describe('Runs on this host only.'),
    id: z
      .string()
      .toLowerCase()
      .regex(/^[0-9a-f-]{1,36}$/, 'expected the beginning of a run id')
      .optional()
      .describe('Runs whose id begins with this.'),
    start: timeText('Started at or after; 30 days ago when left out.').default('-30d'),
    end: timeText('Started before; now when left out.').optional(),
    limit: wholeNumber(1, runLimitMax).default(50).describe('Runs a page.'),
    cursor: z.string().max(64).optional().describe('Runs behind this one only.'),
  }),
  answers: [
    {
      type: jsonType,
      description: 'A page of runs.',
      schema: z.object({ runs: z.array(runAnswer), next_cursor: z.string().optional() }),
    },
  ],
  async handler({ api, query, signal }) {
    const { start, end, limit, cursor, ...filters } = query;
    const nowNs = api.clock.nowNs();
    const sql = listRuns({
      ...filters,
      limit,
      nowNs,
      startNs: parseTime(start, nowNs),
      endNs: end === undefined ? nowNs + clockGraceNs : parseTime(end, nowNs),
      cursor: cursor === undefined ? undefined : parseRunCursor(cursor),
    });
    const rows = (await readLines({ api, signal }, sql)).map(readRunRow);
    const last = rows.length === limit ? rows.at(-1) : undefined;
    const body = {
      runs: rows.map(answerOf),
      ...(last && { next_cursor: `${parseLogTime(last.started_at)}-${last.run_id}` }),
    };
    return { type: jsonType, body: `${JSON.stringify(body)}\n` };
  },
});

export const getRunRoute = route({
  method: 'GET',
  path: '/api/runs/{id}',
  operation: 'getRun',
  scope: 'read',
  group: 'runs',
  summary: 'Read one run',
  query: z.object({}),
  params: runPath,
  answers: [
    {
      type: jsonType,
      description: 'The run with its samples.',
      schema: z.object({
        run: runAnswer,
        last_good: runAnswer
          .optional()
          .describe('The last run of the job that succeeded before it; absent when there is none.'),
      }),
    },
  ],
  statuses: runStatuses,
  async handler({ api, params, signal }) {
    const call = { api, signal };
    const run = await readRun(call, params.id);
    const good = await readLastGood(call, run);
    const body = { run: answerOf(run), ...(good && { last_good: answerOf(good) }) };
    return { type: jsonType, body: `${JSON.stringify(body)}\n` };
  },
});
