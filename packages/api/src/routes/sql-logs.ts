// GET /api/logs/sql: a search as SQL; also the quickest way to learn whether it can be read.
import { explainLogs } from '@groundcrew/query';
import { z } from 'zod';
import { spanParameters } from '../input/parameters.ts';
import { readSelection } from '../input/selection.ts';
import { route } from '../route.ts';
import { jsonType } from './search-logs.ts';

export const sqlLogsRoute = route({
  method: 'GET',
  path: '/api/logs/sql',
  operation: 'sqlLogs',
  scope: 'read',
  group: 'logs',
  summary: 'Write a search as SQL',
  description: 'One SELECT as `POST /api/sql` takes it. Nothing is asked of the store.',
  query: z.object(spanParameters),
  answers: [{ type: jsonType, description: 'The SQL.', schema: z.object({ sql: z.string() }) }],
  handler({ api, query }) {
    const sql = explainLogs(readSelection(api, query), api.schema());
    return { type: jsonType, body: `${JSON.stringify({ sql })}\n` };
  },
});
