// GET /api/logs: the newest or oldest records of a search, a page at a time.
import { listLimitMax, listLogs, parseLogId } from '@groundcrew/query';
import { z } from 'zod';
import { spanParameters, wholeNumber } from '../input/parameters.ts';
import { readSelection } from '../input/selection.ts';
import { route } from '../route.ts';
import { logRecord } from './log-record.ts';
import { askRecords, documentOf, jsonType, ndjsonType, readRowsHeader } from './search-logs.ts';

export const listLogsRoute = route({
  method: 'GET',
  path: '/api/logs',
  operation: 'listLogs',
  scope: 'read',
  group: 'logs',
  summary: 'Find log records',
  description:
    'Pages follow one another without gap or repetition: pass `next_cursor`, or in NDJSON the id of the last record, as `cursor`. There are no further pages when `next_cursor` is absent.',
  query: z.object({
    ...spanParameters,
    limit: wholeNumber(1, listLimitMax).default(100).describe('Records a page.'),
    order: z.enum(['desc', 'asc']).default('desc').describe('Newest or oldest first.'),
    cursor: z.string().max(64).optional().describe('Records behind this one only.'),
    format: z
      .enum(['json', 'ndjson'])
      .optional()
      .describe('`ndjson` is also chosen by `Accept: application/x-ndjson`.'),
  }),
  answers: [
    {
      type: jsonType,
      description: 'A page of records.',
      schema: z.object({ logs: z.array(logRecord), next_cursor: z.string().optional() }),
    },
    { type: ndjsonType, description: 'The same records, one a line.', schema: logRecord },
  ],
  async handler({ api, query, accept, signal }) {
    const selection = readSelection(api, query);
    const cursor = query.cursor === undefined ? undefined : parseLogId(query.cursor);
    const { limit, order } = query;
    const schema = api.schema();
    const sql = listLogs({ ...selection, limit, order, cursor }, schema);
    const reply = await askRecords({ api, signal }, sql, schema);
    const wantsLines = (query.format ?? formatOf(accept)) === 'ndjson';
    if (wantsLines) return { type: ndjsonType, headers: readRowsHeader(reply), body: reply.stream };
    return documentOf(reply, '{"logs":[', ({ count, lastId }) =>
      count < limit || lastId === undefined
        ? ']}\n'
        : `],"next_cursor":${JSON.stringify(lastId)}}\n`,
    );
  },
});

/** NDJSON when the caller names it. */
export function formatOf(accept: string): 'json' | 'ndjson' {
  return /\bapplication\/(?:x-)?ndjson\b/i.test(accept) ? 'ndjson' : 'json';
}
