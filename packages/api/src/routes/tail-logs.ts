// GET /api/logs/tail: matching records as they are accepted.
import { matcher, parseSearch } from '@groundcrew/query';
import { z } from 'zod';
import { searchText } from '../input/parameters.ts';
import { route } from '../route.ts';
import { logRecord } from './log-record.ts';

export const tailLogsRoute = route({
  method: 'GET',
  path: '/api/logs/tail',
  operation: 'tailLogs',
  scope: 'read',
  group: 'logs',
  summary: 'Follow log records',
  description:
    'Server-sent events: `log` with a record that was accepted this moment, not stored yet and so without an id; `skipped` with `{"lines", "reason"}` when lines were not looked at because too many came (`overload`) or the reader is too slow (`slow-reader`). A stream cannot be resumed: after a reconnection ask /api/logs for what was missed.',
  query: z.object({ query: searchText }),
  answers: [{ type: 'text/event-stream', description: 'Events without end.', schema: logRecord }],
  handler({ api, query, signal }) {
    const stream = api.tail.open({ key: query.query, matches: matcher(parseSearch(query.query)) });
    signal.addEventListener('abort', () => stream.destroy());
    return {
      type: 'text/event-stream; charset=utf-8',
      // Proxies such as nginx must not hold events back.
      headers: { 'x-accel-buffering': 'no' },
      body: stream,
    };
  },
});
