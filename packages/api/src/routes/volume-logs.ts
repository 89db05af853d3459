// GET /api/logs/volume: who writes how much, and in which fields.
import { countLogs, divisorOf, volumeByField, volumeByValue } from '@groundcrew/query';
import type { Sql } from '@groundcrew/store';
import { z } from 'zod';
import { spanParameters, wholeNumber } from '../input/parameters.ts';
import { readSelection } from '../input/selection.ts';
import { route } from '../route.ts';
import { jsonType, readLines, readNumber, type SearchCall } from './search-logs.ts';

const amount = {
  rows: z.int().describe('Records.'),
  bytes: z.int().describe('Bytes of their texts, before the store packs them.'),
};

const byValue = z.object({
  value: z.unknown().optional(),
  is_rest: z.literal(true).optional().describe('All other values.'),
  ...amount,
});

const byField = z.object({ name: z.string(), is_attribute: z.boolean(), ...amount });

export const volumeLogsRoute = route({
  method: 'GET',
  path: '/api/logs/volume',
  operation: 'volumeLogs',
  scope: 'read',
  group: 'logs',
  summary: 'Weigh log records by value and by field',
  description:
    'Rows and bytes for each value of `by`, and for each field. Of many records a fair sample is looked at, and the figures are estimates: `sampled` says how many.',
  query: z.object({
    ...spanParameters,
    by: z
      .string()
      .max(1024)
      .default('service')
      .describe('The field, such as service, level, host or an attribute.'),
    limit: wholeNumber(1, 1000).default(20).describe('Values, and fields, the largest first.'),
    sample: wholeNumber(1, 5_000_000)
      .default(500_000)
      .describe('Records to look at, about, when more match.'),
  }),
  answers: [
    {
      type: jsonType,
      description: 'The largest first; records without the field come last, without `value`.',
      schema: z.object({
        total: z.object({ ...amount }),
        sampled: z.int().describe('Records looked at; all when equal to `total.rows`.'),
        values: z.array(byValue),
        fields: z.array(byField),
      }),
    },
  ],
  async handler({ api, query, signal }) {
    const call = { api, signal };
    const selection = readSelection(api, query);
    const { by, limit } = query;
    api.noteAsked([by]);
    const total = await readNumber(call, countLogs(selection, api.schema()));
    const request = { ...selection, limit, divisor: divisorOf(total, query.sample) };
    const values = await readAmounts(call, volumeByValue({ ...request, by }, api.schema()));
    const fields = await readAmounts(call, volumeByField(request, api.schema()));
    const sampled = values.reduce((sum, { rows }) => sum + rows, 0);
    const scale = sampled === 0 ? 1 : total / sampled;
    const bytes = Math.round(values.reduce((sum, each) => sum + each.bytes, 0) * scale);
    const list = (amounts: readonly Amount[]) =>
      amounts.map((each) => amountText(each, scale)).join(',');
    const body = `{"total":{"rows":${total},"bytes":${bytes}},"sampled":${sampled},"values":[${list(values)}],"fields":[${list(fields)}]}\n`;
    return { type: jsonType, body };
  },
});

/** A line of a builder's answer: the text of all members before the amounts, and the amounts. */
interface Amount {
  readonly head: string;
  readonly rows: number;
  readonly bytes: number;
}

/** The members before the amounts stay text: a value may be a number that JavaScript's would not keep. */
async function readAmounts(call: SearchCall, sql: Sql): Promise<Amount[]> {
  const lines = await readLines(call, sql);
  return lines.map((line) => {
    const at = line.lastIndexOf('"rows":');
    const { rows, bytes } = JSON.parse(`{${line.slice(at)}`) as { rows: number; bytes: number };
    return { head: line.slice(0, at), rows, bytes };
  });
}

const amountText = ({ head, rows, bytes }: Amount, scale: number) =>
  `${head}"rows":${Math.round(rows * scale)},"bytes":${Math.round(bytes * scale)}}`;
