// GET /api/logs/values: values of a field that begin with what was typed.
import { fieldValues } from '@groundcrew/query';
import { z } from 'zod';
import { spanParameters, wholeNumber } from '../input/parameters.ts';
import { readSelection } from '../input/selection.ts';
import { route } from '../route.ts';
import { jsonDocument, jsonType } from './search-logs.ts';

export const fieldValuesRoute = route({
  method: 'GET',
  path: '/api/logs/values',
  operation: 'fieldValues',
  scope: 'read',
  group: 'logs',
  summary: 'Complete a value of a field',
  description: 'Looks at the newest records only, so it is quick; for exact counts ask for facets.',
  query: z.object({
    ...spanParameters,
    field: z.string().min(1).max(1024).describe('The field, such as service.'),
    prefix: z
      .string()
      .max(1024)
      .default('')
      .describe('What values begin with, in any case; all when left out.'),
    limit: wholeNumber(1, 1000).default(20).describe('Values, the most frequent first.'),
    sample: wholeNumber(1, 10_000).default(10_000).describe('Records to look at.'),
  }),
  answers: [
    {
      type: jsonType,
      description: 'The values, counted in the records that were looked at.',
      schema: z.object({ values: z.array(z.object({ value: z.unknown(), count: z.int() })) }),
    },
  ],
  handler({ api, query, signal }) {
    const { field, prefix, limit, sample } = query;
    const request = { ...readSelection(api, query), field, prefix, limit, sample };
    return jsonDocument(
      { api, signal },
      fieldValues(request, api.schema()),
      '{"values":[',
      () => ']}\n',
    );
  },
});
