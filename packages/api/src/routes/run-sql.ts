// POST /api/sql: a question in SQL.
import { GroundcrewError, nearest } from '@groundcrew/runtime';
import { z } from 'zod';
import type { Api } from '../api.ts';
import { runSql } from '../jail/run-sql.ts';
import { findFormat, sqlFormats } from '../jail/sql-formats.ts';
import { route } from '../route.ts';
import { readRowsHeader } from './search-logs.ts';

const formatName = z
  .string()
  .max(64)
  .optional()
  .describe(`The form of the answer, JSON when left out: ${[...sqlFormats.keys()].join(', ')}.`);

export const runSqlRoute = route({
  method: 'POST',
  path: '/api/sql',
  operation: 'runSql',
  scope: 'read',
  group: 'sql',
  summary: 'Ask in SQL',
  description:
    "One SELECT (or EXPLAIN of one, `DESCRIBE TABLE logs`, `SHOW TABLES`) in ClickHouse's dialect over the tables `logs` and `logs_per_minute`. Attributes are JSON texts: `attributes['path']`. Attributes with a column of their own are not in the map, and `DESCRIBE TABLE logs` lists them: asked for by name they are found all the same, but the whole map, `mapKeys(attributes)` and names computed at run time leave them out. Functions that read files, the network, the server or other tables are refused, as are the clauses SETTINGS, FORMAT and INTO. Bounded in time, memory, rows and bytes; an answer that breaks off ends without a proper end.",
  query: z.object({ format: formatName }),
  body: {
    json: z.strictObject({
      query: z.string().min(1).describe('The SQL.'),
      format: formatName,
    }),
    fromText: (query) => ({ query }),
    example: 'SELECT service, count() FROM logs GROUP BY service',
  },
  answers: [
    {
      type: 'application/json',
      description: "The rows in ClickHouse's format JSON, or in the format asked for.",
    },
  ],
  statuses: { 422: 'The query needs more time, memory or rows than it may have.' },
  async handler({ api, query, body, signal }) {
    const format = formatOf(body.format ?? query.format ?? 'JSON');
    checkLength(api, body.query);
    const reply = await runSql(api, { query: body.query, format }, signal);
    return {
      type: sqlFormats.get(format) ?? 'application/octet-stream',
      headers: readRowsHeader(reply),
      body: reply.stream,
    };
  },
});

function formatOf(name: string): string {
  const format = findFormat(name);
  if (format) return format;
  const near = nearest(name, sqlFormats.keys());
  throw new GroundcrewError('bad-format', `cannot answer in the format ${JSON.stringify(name)}`, {
    status: 400,
    hint: `${near ? `Did you mean ${near}? ` : ''}Known are ${[...sqlFormats.keys()].join(', ')}.`,
  });
}

function checkLength({ limits }: Api, query: string): void {
  if (query.length <= limits.sqlLength) return;
  throw new GroundcrewError(
    'sql-refused',
    `cannot run the SQL: it is longer than ${limits.sqlLength} characters`,
    {
      status: 413,
    },
  );
}
