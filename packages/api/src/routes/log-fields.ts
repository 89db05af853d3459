// GET /api/logs/fields: which fields there are.
import { logFields } from '@groundcrew/query';
import { z } from 'zod';
import { spanParameters, wholeNumber } from '../input/parameters.ts';
import { readSelection } from '../input/selection.ts';
import { route } from '../route.ts';
import { jsonDocument, jsonType } from './search-logs.ts';

export const logFieldsRoute = route({
  method: 'GET',
  path: '/api/logs/fields',
  operation: 'logFields',
  scope: 'read',
  group: 'logs',
  summary: 'List the fields of log records',
  description: 'Counted in a sample of the newest records, the most frequent first.',
  query: z.object({
    ...spanParameters,
    sample: wholeNumber(1, 10_000).default(10_000).describe('Records to look at.'),
    limit: wholeNumber(1, 10_000).default(1000).describe('Fields to answer.'),
  }),
  answers: [
    {
      type: jsonType,
      description: 'The fields.',
      schema: z.object({
        fields: z.array(
          z.object({
            name: z.string(),
            is_attribute: z.boolean(),
            count: z.int(),
            types: z.array(z.enum(['string', 'number', 'boolean', 'null', 'array', 'object'])),
          }),
        ),
      }),
    },
  ],
  handler({ api, query, signal }) {
    const { sample, limit } = query;
    const sql = logFields({ ...readSelection(api, query), sample, limit }, api.schema());
    return jsonDocument({ api, signal }, sql, '{"fields":[', () => ']}\n');
  },
});
