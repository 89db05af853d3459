// GET /api/logs/count: how many records match.
import { countLogs } from '@groundcrew/query';
import { quote } from '@groundcrew/runtime';
import { z } from 'zod';
import { spanParameters } from '../input/parameters.ts';
import { readSelection } from '../input/selection.ts';
import { route } from '../route.ts';
import { joinedLines, jsonType } from './search-logs.ts';

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
    const sql = countLogs(readSelection(api, query), api.schema());
    const count = await joinedLines({ api, signal }, sql);
    // An answer that ended early must never pass for a count.
    if (!/^\d+$/.test(count)) throw new Error(`the store answered ${quote(count)} to a count`);
    return { type: jsonType, body: `{"count":${count}}\n` };
  },
});
