// GET /api/logs/facets: the frequent values of fields.
import { facetLogs } from '@groundcrew/query';
import { z } from 'zod';
import { spanParameters, wholeNumber } from '../input/parameters.ts';
import { readSelection } from '../input/selection.ts';
import { route } from '../route.ts';
import { joinedLines, jsonType } from './search-logs.ts';

const fieldsMax = 20;

export const facetLogsRoute = route({
  method: 'GET',
  path: '/api/logs/facets',
  operation: 'facetLogs',
  scope: 'read',
  group: 'logs',
  summary: 'Count the values of fields',
  description: 'Records without a field are not counted for it.',
  query: z.object({
    ...spanParameters,
    field: z
      .array(z.string().min(1).max(1024))
      .min(1)
      .max(fieldsMax)
      .describe('A field, such as service; may be repeated.'),
    limit: wholeNumber(1, 1000)
      .default(10)
      .describe('Values of each field, the most frequent first.'),
  }),
  answers: [
    {
      type: jsonType,
      description: 'The fields in the order asked for.',
      schema: z.object({
        facets: z.array(
          z.object({
            field: z.string(),
            values: z.array(z.object({ value: z.unknown(), count: z.int() })),
          }),
        ),
      }),
    },
  ],
  async handler({ api, query, signal }) {
    const selection = readSelection(api, query);
    api.noteAsked(query.field);
    const schema = api.schema();
    const questions = query.field.map((field) => ({
      field,
      sql: facetLogs({ ...selection, field, limit: query.limit }, schema),
    }));
    const parts: string[] = [];
    for (const { field, sql } of questions) {
      const values = await joinedLines({ api, signal }, sql);
      parts.push(`{"field":${JSON.stringify(field.toWellFormed())},"values":[${values}]}`);
    }
    return { type: jsonType, body: `{"facets":[${parts.join(',')}]}\n` };
  },
});
