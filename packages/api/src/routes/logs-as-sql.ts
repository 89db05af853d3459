// GET /api/logs/sql: a search as SQL.
import { histogramAsSql, logsAsSql } from '@groundcrew/query';
import { z } from 'zod';
import { spanParameters } from '../input/parameters.ts';
import { readSelection } from '../input/selection.ts';
import { route } from '../route.ts';
import { byText, readStepNs, stepText } from './histogram-logs.ts';
import { jsonType } from './search-logs.ts';

export const logsAsSqlRoute = route({
  method: 'GET',
  path: '/api/logs/sql',
  operation: 'logsAsSql',
  scope: 'read',
  group: 'logs',
  summary: 'Write a search as SQL',
  description:
    'To learn from and to change; `POST /api/sql` takes it. Nothing is asked of the store. With `by` or `step`, the SQL counts the records by time as the histogram does, without a bound on the values.',
  query: z.object({
    ...spanParameters,
    by: byText.describe('A field whose values are counted apart.'),
    step: stepText.describe('Width of a bucket, such as 1m. Chosen to fit when left out.'),
  }),
  answers: [{ type: jsonType, description: 'The SQL.', schema: z.object({ sql: z.string() }) }],
  handler({ api, query }) {
    const selection = readSelection(api, query);
    const { by, step } = query;
    const sql =
      by === undefined && step === undefined
        ? logsAsSql(selection, api.schema())
        : histogramAsSql({ ...selection, by, stepNs: readStepNs(step, selection) }, api.schema());
    return { type: jsonType, body: `${JSON.stringify({ sql })}\n` };
  },
});
