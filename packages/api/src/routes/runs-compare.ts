// GET /api/runs/{id}/compare: what was different in this run.
import {
  levelNames,
  type RunRow,
  runSeverities,
  type RunShape,
  runShapes,
  runShapesMax,
} from '@groundcrew/query';
import { GroundcrewError, quote } from '@groundcrew/runtime';
import { z } from 'zod';
import { wholeNumber } from '../input/parameters.ts';
import { route } from '../route.ts';
import { compareShapes } from '../runs/compare-runs.ts';
import { readLastGood, readRun, runId, runPath, spanOf } from '../runs/read-run.ts';
import { answerOf, runAnswer } from '../runs/run-answer.ts';
import { jsonType, readLines, type SearchCall } from './search-logs.ts';

const pattern = z.string().describe('The message; `<*>` stands for what varies.');
const patterns = z.array(
  z.object({
    pattern,
    lines: z.int(),
    severity_number: z.int().describe('The worst among them.'),
    id: z.string().describe('The first such line.'),
  }),
);
const side = z.object({
  run: runAnswer,
  lines: z.int().describe('Lines stored.'),
  levels: z
    .record(z.string(), z.int())
    .describe('Lines by level; levels without any are left out.'),
});

export const compareRunsRoute = route({
  method: 'GET',
  path: '/api/runs/{id}/compare',
  operation: 'compareRuns',
  scope: 'read',
  group: 'runs',
  summary: 'Compare a run with another',
  description:
    'By default with the last run of the same job that succeeded before it. Messages are compared with numbers and ids taken out.',
  query: z.object({
    with: runId.optional().describe('The other run.'),
    limit: wholeNumber(1, 200).default(50).describe('Patterns of each kind.'),
  }),
  params: runPath,
  answers: [
    {
      type: jsonType,
      description: 'Both runs and what differs.',
      schema: z.object({
        here: side.describe('This run.'),
        there: side.describe('The other one.'),
        duration_difference_ms: z.int().describe('How much longer this one took.'),
        only_here: patterns.describe('Messages that only this run wrote, the worst first.'),
        only_there: patterns.describe('Messages that only the other one wrote.'),
        time: z
          .array(
            z.object({
              pattern,
              time_ms: z.int().describe('From such lines to the lines after them, together.'),
              other_time_ms: z.int(),
              lines: z.int(),
              other_lines: z.int(),
            }),
          )
          .describe('Where the time went, the largest difference first.'),
        is_complete: z.boolean().describe(`False when a run has over ${runShapesMax} patterns.`),
      }),
    },
  ],
  statuses: { 404: 'There is no such run, or none to compare it with.' },
  async handler({ api, query, params, signal }) {
    const call = { api, signal };
    const run = await readRun(call, params.id);
    const other =
      query.with === undefined ? await goodBefore(call, run) : await readRun(call, query.with);
    const here = await readSide(call, run);
    const there = await readSide(call, other);
    const body = {
      here: here.answer,
      there: there.answer,
      duration_difference_ms: run.duration_ms - other.duration_ms,
      ...compareShapes(here.shapes, there.shapes, query.limit),
      is_complete: Math.max(here.shapes.length, there.shapes.length) < runShapesMax,
    };
    return { type: jsonType, body: `${JSON.stringify(body)}\n` };
  },
});

async function goodBefore(call: SearchCall, run: RunRow): Promise<RunRow> {
  const good = await readLastGood(call, run);
  if (good) return good;
  throw new GroundcrewError(
    'no-good-run',
    `cannot compare: no run of ${quote(run.job)} succeeded before this one`,
    { status: 404, hint: 'Name another run: ?with=RUN_ID.' },
  );
}

async function readSide(call: SearchCall, run: RunRow) {
  const span = spanOf(run, call.api.clock.nowNs());
  // Both written by the statements of these very builders.
  const shapes = (await readLines(call, runShapes(span))).map(
    (line) => JSON.parse(line) as RunShape,
  );
  const counts = (await readLines(call, runSeverities(span))).map(
    (line) => JSON.parse(line) as [number, number],
  );
  const levels = new Map<string, number>();
  for (const [severity, lines] of counts) {
    const level = levelNames[Math.ceil(severity / 4) - 1] ?? 'unknown';
    levels.set(level, (levels.get(level) ?? 0) + lines);
  }
  const lines = counts.reduce((sum, [, count]) => sum + count, 0);
  const { samples: _samples, ...answer } = answerOf(run);
  return { shapes, answer: { run: answer, lines, levels: Object.fromEntries(levels) } };
}
