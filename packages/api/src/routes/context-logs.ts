// GET /api/logs/context: the records around one.
import { contextLogs, parseLogId } from '@groundcrew/query';
import { z } from 'zod';
import { flag, wholeNumber } from '../input/parameters.ts';
import { route } from '../route.ts';
import { logRecord } from './log-record.ts';
import { jsonDocument, jsonType } from './search-logs.ts';

export const contextLogsRoute = route({
  method: 'GET',
  path: '/api/logs/context',
  operation: 'contextLogs',
  scope: 'read',
  group: 'logs',
  summary: 'Read the records around one',
  query: z.object({
    id: z.string().max(64).describe('The id of the record in the middle.'),
    before: wholeNumber(0, 1000).default(10).describe('Records before it.'),
    after: wholeNumber(0, 1000).default(10).describe('Records after it.'),
    same_stream: flag
      .default(false)
      .describe('Only records of the same service, host and instance.'),
  }),
  answers: [
    {
      type: jsonType,
      description:
        'The records, oldest first; the one asked for is missing when there is none of that id.',
      schema: z.object({ logs: z.array(logRecord) }),
    },
  ],
  handler({ api, query, signal }) {
    const { id, before, after, same_stream: sameStream } = query;
    const sql = contextLogs({ id: parseLogId(id), before, after, sameStream }, api.schema());
    return jsonDocument({ api, signal }, sql, '{"logs":[', () => ']}\n');
  },
});
