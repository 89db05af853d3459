// GET /api/logs/export: all records of a search as one stream.
import { cutSlices, exportHeader, exportLogs, minuteGroup, minuteGroups } from '@groundcrew/query';
import { z } from 'zod';
import { spanParameters } from '../input/parameters.ts';
import { readSelection } from '../input/selection.ts';
import { exportStream } from '../output/export-stream.ts';
import { sliceStream, untilFirst } from '../output/slice-stream.ts';
import { route } from '../route.ts';
import { logRecord } from './log-record.ts';
import { askWholeLines, ndjsonType, readLines } from './search-logs.ts';

const csvType = 'text/csv; charset=utf-8';

export const exportLogsRoute = route({
  method: 'GET',
  path: '/api/logs/export',
  operation: 'exportLogs',
  scope: 'read',
  group: 'logs',
  summary: 'Export log records',
  description:
    'Without a bound on the number of records, and as fast as the caller reads. An export that breaks off never ends properly: the connection is cut, and NDJSON says why in a last record `{"error": {"code", "detail"}}`.',
  query: z.object({
    ...spanParameters,
    format: z.enum(['ndjson', 'csv']).default('ndjson').describe('The form of the records.'),
    order: z.enum(['desc', 'asc']).default('asc').describe('Newest or oldest first.'),
    column: z
      .array(z.string().min(1).max(1024))
      .max(100)
      .optional()
      .describe('A column of CSV: a field, `id` or `attributes`; may be repeated.'),
  }),
  answers: [
    { type: ndjsonType, description: 'A record a line.', schema: logRecord },
    {
      type: csvType,
      description:
        'A header and a record a line; cells that a spreadsheet would take for a formula are quoted.',
    },
  ],
  async handler({ api, query, signal }) {
    const { format, order, column: columns } = query;
    const request = { ...readSelection(api, query), format, order, columns };
    const header = exportHeader(request);
    const call = { api, signal };
    const groups = await readLines(call, minuteGroups(request, api.limits.queryMemoryBytes));
    const slices = cutSlices(request, api.limits.queryMemoryBytes, groups.map(minuteGroup));
    const records = sliceStream(order === 'asc' ? slices : slices.toReversed(), {
      order,
      signal,
      async ask(slice) {
        const sql = exportLogs({ ...request, ...slice }, api.schema());
        return (await askWholeLines(call, sql, api.limits.exportSeconds)).stream;
      },
    });
    // What goes wrong before the first record is answered in words.
    const begun = await untilFirst(records);
    const day = new Date(Number(api.clock.nowNs() / 1_000_000n)).toISOString().slice(0, 10);
    return {
      type: format === 'csv' ? csvType : ndjsonType,
      headers: { 'content-disposition': `attachment; filename="logs-${day}.${format}"` },
      body: exportStream(header, begun, format),
    };
  },
});
