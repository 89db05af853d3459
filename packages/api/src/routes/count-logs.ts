// GET /api/logs/count: how many records match.
import { countLogs } from '@groundcrew/query';
import { z } from 'zod';
import { spanParameters } from '../input/parameters.ts';
import { readSelection } from '../input/selection.ts';
import { route } from '../route.ts';
import { jsonType, readNumber } from './search-logs.ts';

export const countLogsRoute = route({
  method: 'GET',
  path: '/api/logs/count',
  operation: 'countLogs',
  scope: 'read',
  group: 'logs',
  summary: 'Count log records',
  query: z.object(spanParameters),
  answers: [{ type: jsonType, description: 'The count.', schema: z.object({ count: z.int() }) }],
  async handler({ api, query, signal }) {
    const count = await readNumber(
      { api, signal },
      countLogs(readSelection(api, query), api.schema()),
    );
    return { type: jsonType, body: `{"count":${count}}\n` };
  },
});
