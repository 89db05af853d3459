// GET /api/logs/histogram: records per bucket of time, and per value of a field.
import { bucketsMax, histogramLogs, parseDuration } from '@groundcrew/query';
import { z } from 'zod';
import { spanParameters, wholeNumber } from '../input/parameters.ts';
import { readSelection } from '../input/selection.ts';
import { route } from '../route.ts';
import { jsonDocument, jsonType } from './search-logs.ts';

/** Widths people read easily; the narrowest with at most this many buckets is chosen. */
const bucketsWanted = 100n;
const steps = '1s 2s 5s 10s 15s 30s 1m 2m 5m 10m 15m 30m 1h 2h 3h 6h 12h 1d 2d 1w 4w 52w'.split(
  ' ',
);

export const byText = z.string().max(1024).optional();
export const stepText = z.string().max(64).optional();

export const histogramLogsRoute = route({
  method: 'GET',
  path: '/api/logs/histogram',
  operation: 'histogramLogs',
  scope: 'read',
  group: 'logs',
  summary: 'Count log records by time',
  description:
    'Empty buckets are left out. With `by`, each bucket has an entry for each of the frequent values, one marked `is_rest` for all other values, and one without `value` for records without the field.',
  query: z.object({
    ...spanParameters,
    by: byText.describe('A field whose values are counted apart, such as level.'),
    step: stepText.describe(
      `Width of a bucket, such as 1m; at most ${bucketsMax} buckets. Chosen to fit when left out.`,
    ),
    series: wholeNumber(1, 100).default(10).describe('Values of `by` counted apart.'),
  }),
  answers: [
    {
      type: jsonType,
      description: 'The buckets in order of time.',
      schema: z.object({
        step_ns: z.int().describe('Width of a bucket in nanoseconds.'),
        buckets: z.array(
          z.object({
            time: z.string(),
            count: z.int(),
            value: z.unknown().optional(),
            is_rest: z.literal(true).optional(),
          }),
        ),
      }),
    },
  ],
  handler({ api, query, signal }) {
    const selection = readSelection(api, query);
    const { by, series: seriesMax } = query;
    const stepNs = readStepNs(query.step, selection);
    if (by !== undefined) api.noteAsked([by]);
    const sql = histogramLogs({ ...selection, stepNs, by, seriesMax }, api.schema());
    return jsonDocument({ api, signal }, sql, `{"step_ns":${stepNs},"buckets":[`, () => ']}\n');
  },
});

/** The width that was asked for, or one that fits. Throws `bad-parameter` (400). */
export function readStepNs(
  step: string | undefined,
  { startNs, endNs }: { startNs: bigint; endNs: bigint },
): bigint {
  if (step !== undefined) return parseDuration(step);
  const widths = steps.map(parseDuration);
  const wanted = (endNs - startNs) / bucketsWanted;
  return widths.find((width) => width >= wanted) ?? widths.at(-1) ?? wanted;
}
