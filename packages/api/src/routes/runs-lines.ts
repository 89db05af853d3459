// GET /api/runs/{id}/lines and /gaps: what a run wrote, and where its time went by.
import {
  type LogId,
  parseLogId,
  recordsById,
  type RunGap,
  runGaps,
  runLines,
  runLinesMax,
  runLinesTime,
  type RunSpan,
  wholeSlice,
} from '@groundcrew/query';
import { z } from 'zod';
import { wholeNumber } from '../input/parameters.ts';
import { exportStream } from '../output/export-stream.ts';
import { LinesSummary } from '../output/json-lines.ts';
import { sliceStream, untilFirst } from '../output/slice-stream.ts';
import { route } from '../route.ts';
import { readRun, runPath, runStatuses, spanOf } from '../runs/read-run.ts';
import { formatOf } from './list-logs.ts';
import { logRecord } from './log-record.ts';
import {
  askLines,
  askWholeLines,
  jsonDocument,
  jsonType,
  ndjsonType,
  readLines,
  type SearchCall,
} from './search-logs.ts';

const gap = z
  .int()
  .min(0)
  .describe('Nanoseconds since the line before, or since the start for the first.');
const runLine = logRecord
  .extend({ gap_ns: gap })
  .meta({ id: 'RunLine', description: 'A line of a run.' });

export const runLinesRoute = route({
  method: 'GET',
  path: '/api/runs/{id}/lines',
  operation: 'listRunLines',
  scope: 'read',
  group: 'runs',
  summary: 'Read the lines of a run',
  description:
    'In order of time, with the gap before each. As NDJSON without `limit` all lines come as one stream; one that breaks off ends in a record `{"error": …}` and a cut connection.',
  query: z.object({
    limit: wholeNumber(1, runLinesMax)
      .optional()
      .describe('Lines a page; 500 in JSON when left out.'),
    cursor: z.string().max(64).optional().describe('Lines behind this one only: its id.'),
    format: z
      .enum(['json', 'ndjson'])
      .optional()
      .describe('`ndjson` is also chosen by `Accept: application/x-ndjson`.'),
  }),
  params: runPath,
  answers: [
    {
      type: jsonType,
      description: 'A page of lines.',
      schema: z.object({ lines: z.array(runLine), next_cursor: z.string().optional() }),
    },
    { type: ndjsonType, description: 'The lines, one a line.', schema: runLine },
  ],
  statuses: runStatuses,
  async handler({ api, query, params, accept, signal }) {
    const call = { api, signal };
    const cursor = query.cursor === undefined ? undefined : parseLogId(query.cursor);
    const span = spanOf(await readRun(call, params.id), api.clock.nowNs());
    const isNdjson = (query.format ?? formatOf(accept)) === 'ndjson';
    const limit = query.limit ?? (isNdjson ? undefined : 500);
    if (isNdjson && limit === undefined) {
      const lines = await untilFirst(allLines(call, span, cursor));
      return { type: ndjsonType, body: exportStream('', lines, 'ndjson') };
    }
    const sql = runLines({ ...span, cursor, limit }, api.schema());
    if (isNdjson) {
      const { stream } = await askLines(call, sql, api.limits.searchSeconds);
      return { type: ndjsonType, body: exportStream('', stream, 'ndjson') };
    }
    return jsonDocument(call, sql, '{"lines":[', ({ count, lastId }) =>
      count < (limit ?? 0) || lastId === undefined
        ? ']}\n'
        : `],"next_cursor":${JSON.stringify(lastId)}}\n`,
    );
  },
});

/** All lines behind the cursor. What does not fit in the store's memory is read a stretch of time at a time. */
function allLines(call: SearchCall, span: RunSpan, cursor: LogId | undefined) {
  const { api, signal } = call;
  const passed = new LinesSummary();
  return sliceStream([wholeSlice(runLinesTime(span))], {
    order: 'asc',
    signal,
    onBytes: (bytes) => passed.add(bytes),
    async ask({ endNs: untilNs, rowsPerBlock }) {
      // The gap of a stretch's first line is counted from the last line before.
      const behind = passed.lastId === undefined ? cursor : parseLogId(passed.lastId);
      const sql = runLines({ ...span, cursor: behind, untilNs, rowsPerBlock }, api.schema());
      return (await askWholeLines(call, sql, api.limits.exportSeconds)).stream;
    },
  });
}

const gapAnswer = z.object({
  gap_ns: z.int(),
  at_ms: z.int().describe('When it began, since the start of the run.'),
  before: logRecord.optional().describe('The line before it; absent at the start of the run.'),
  after: logRecord.optional().describe('The line that ended it; absent at the end of the run.'),
});

export const runGapsRoute = route({
  method: 'GET',
  path: '/api/runs/{id}/gaps',
  operation: 'listRunGaps',
  scope: 'read',
  group: 'runs',
  summary: 'Find the slowest parts of a run',
  description:
    'The longest times without a line, the longest first, each with the lines around it. The times before the first line and after the last one count too.',
  query: z.object({ limit: wholeNumber(1, 50).default(10).describe('Gaps, the longest first.') }),
  params: runPath,
  answers: [
    { type: jsonType, description: 'The gaps.', schema: z.object({ gaps: z.array(gapAnswer) }) },
  ],
  statuses: runStatuses,
  async handler({ api, query, params, signal }) {
    const call = { api, signal };
    const span = spanOf(await readRun(call, params.id), api.clock.nowNs());
    const lines = await readLines(call, runGaps({ ...span, limit: query.limit }));
    // Written by the statement of this very builder.
    const gaps = lines.map((line) => JSON.parse(line) as RunGap);
    const records = await recordTexts(call, gaps);
    const texts = gaps.map((each) => gapText(each, span.startedNs, records));
    return { type: jsonType, body: `{"gaps":[${texts.join(',')}]}\n` };
  },
});

/** The records' own texts by id: they hold numbers that JavaScript's would not keep. */
async function recordTexts(
  call: SearchCall,
  gaps: readonly RunGap[],
): Promise<Map<string, string>> {
  const ids = new Set(gaps.flatMap(({ before, after }) => [before, after]));
  ids.delete('');
  if (ids.size === 0) return new Map();
  const records = await readLines(call, recordsById([...ids].map(parseLogId), call.api.schema()));
  return new Map(records.map((record) => [/^\{"id":"([^"]*)"/.exec(record)?.[1] ?? '', record]));
}

function gapText(
  { gap_ns, from_ns, before, after }: RunGap,
  startedNs: bigint,
  records: ReadonlyMap<string, string>,
): string {
  const atMs = (BigInt(from_ns) - startedNs) / 1_000_000n;
  const [textBefore, textAfter] = [records.get(before), records.get(after)];
  const members = [
    `"gap_ns":${gap_ns},"at_ms":${atMs}`,
    ...(textBefore === undefined ? [] : [`"before":${textBefore}`]),
    ...(textAfter === undefined ? [] : [`"after":${textAfter}`]),
  ];
  return `{${members.join(',')}}`;
}
