// GET /api/logs/patterns: what kinds of messages there are.
import {
  countLogs,
  divisorOf,
  levelNames,
  type LogSelection,
  minePatterns,
  parseLogId,
  type Pattern,
  patternLogs,
  patternSearch,
  recordsById,
} from '@groundcrew/query';
import { z } from 'zod';
import { spanParameters, wholeNumber } from '../input/parameters.ts';
import { readSelection } from '../input/selection.ts';
import { route } from '../route.ts';
import { logRecord } from './log-record.ts';
import { jsonType, readLines, readNumber, type SearchCall } from './search-logs.ts';

const sampleMax = 5_000_000;

const patternAnswer = z.object({
  pattern: z.string().describe('The message; `<*>` stands for what varies.'),
  count: z.int().describe('Records; an estimate when there are more than were looked at.'),
  share: z.number().describe('Part of all matching records, 0 to 1.'),
  levels: z
    .record(z.string(), z.int())
    .describe('Records by level; levels without any are left out.'),
  services: z.array(z.string()).describe('Some of the services that write it.'),
  first_time: z.string(),
  last_time: z.string(),
  query: z
    .string()
    .optional()
    .describe('A search that finds it, and rarely a little more; absent when it has no words.'),
  example: logRecord.optional().describe('The newest record.'),
});

export const patternLogsRoute = route({
  method: 'GET',
  path: '/api/logs/patterns',
  operation: 'patternLogs',
  scope: 'read',
  group: 'logs',
  summary: 'Find the patterns of messages',
  description:
    'Words with a digit in them vary, and so do words with many values where the rest of the message is the same. Looks at the first line of each message. Of many records a fair sample is looked at: `sampled` says how many.',
  query: z.object({
    ...spanParameters,
    limit: wholeNumber(1, 200).default(50).describe('Patterns, the most frequent first.'),
    sample: wholeNumber(1, sampleMax)
      .default(1_000_000)
      .describe('Records to look at, about, when more match.'),
  }),
  answers: [
    {
      type: jsonType,
      description: 'The patterns, the most frequent first.',
      schema: z.object({
        total: z.int().describe('Matching records.'),
        sampled: z.int().describe('Records looked at; all when equal to `total`.'),
        patterns: z.array(patternAnswer),
        rest: z.object({ count: z.int() }).describe('Records of all other patterns.'),
      }),
    },
  ],
  async handler({ api, query, signal }) {
    const call = { api, signal };
    const selection = readSelection(api, query);
    const total = await readNumber(call, countLogs(selection, api.schema()));
    const found = await findPatterns(call, selection, divisorOf(total, query.sample));
    const shown = found.patterns.slice(0, query.limit);
    const examples = await readExamples(call, shown);
    const scale = found.sampled === 0 ? 1 : total / found.sampled;
    const estimate = (count: number) => Math.round(count * scale);
    const shownCount = shown.reduce((sum, { count }) => sum + count, 0);
    const patterns = shown.map((pattern) => {
      const described = JSON.stringify({
        pattern: pattern.text,
        count: estimate(pattern.count),
        share: pattern.count / found.sampled,
        levels: levelsOf(pattern, estimate),
        services: pattern.services,
        first_time: pattern.firstTime,
        last_time: pattern.lastTime,
        query: patternSearch(pattern.text),
      });
      const example = examples.get(pattern.id);
      return example === undefined ? described : `${described.slice(0, -1)},"example":${example}}`;
    });
    const rest = JSON.stringify({ count: Math.max(0, estimate(found.sampled - shownCount)) });
    const body = `{"total":${total},"sampled":${found.sampled},"patterns":[${patterns.join(',')}],"rest":${rest}}\n`;
    return { type: jsonType, body };
  },
});

/** A line of the builder's answer. */
interface Shape {
  readonly shape: string;
  readonly count: number;
  readonly sampled: number;
  readonly levels: readonly number[];
  readonly first_time: string;
  readonly last_time: string;
  readonly id: string;
  readonly services: readonly string[];
}

async function findPatterns(call: SearchCall, selection: LogSelection, divisor: number) {
  const sql = patternLogs({ ...selection, divisor }, call.api.schema());
  // Written by the statement of this very builder.
  const shapes = (await readLines(call, sql)).map((line) => JSON.parse(line) as Shape);
  const patterns = minePatterns(
    shapes.map(({ shape, count, levels, id, services, ...times }) => ({
      text: shape,
      count,
      levels,
      firstTime: times.first_time,
      lastTime: times.last_time,
      id,
      services,
    })),
  );
  return { patterns, sampled: shapes[0]?.sampled ?? 0 };
}

/** The records' own texts by id: they hold numbers that JavaScript's would not keep. */
async function readExamples(call: SearchCall, patterns: readonly Pattern[]) {
  const ids = patterns.map(({ id }) => parseLogId(id));
  if (ids.length === 0) return new Map<string, string>();
  const records = await readLines(call, recordsById(ids, call.api.schema()));
  return new Map(records.map((record) => [/^\{"id":"([^"]*)"/.exec(record)?.[1] ?? '', record]));
}

const levelsInOrder = ['unknown', ...levelNames];

function levelsOf({ levels }: Pattern, estimate: (count: number) => number) {
  const counts = levelsInOrder.map(
    (level, index) => [level, estimate(levels[index] ?? 0)] as const,
  );
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}
