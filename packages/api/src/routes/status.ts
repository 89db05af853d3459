// Routes that tell how Groundcrew itself is.
import { z } from 'zod';
import type { Api } from '../api.ts';
import { wholeNumber } from '../input/parameters.ts';
import { route } from '../route.ts';
import { withoutPaths } from '../store/store-errors.ts';
import { jsonType } from './search-logs.ts';

/** What the readiness checks complain about. */
export function problemsOf({ readiness }: Api): { check: string; reason: string }[] {
  return readiness.flatMap((check) => {
    const reason = check.problem();
    return reason === undefined ? [] : [{ check: check.name, reason }];
  });
}

const none = z.object({});
const health = z.object({ status: z.literal('ok'), version: z.string() });

export const healthRoute = route({
  method: 'GET',
  path: '/healthz',
  operation: 'health',
  scope: 'public',
  group: 'status',
  summary: 'Ask whether the process lives',
  query: none,
  answers: [{ type: jsonType, description: 'It does.', schema: health }],
  allowsHead: true,
  handler: ({ api }) => ({
    type: jsonType,
    body: document({ status: 'ok', version: api.version }),
  }),
});

export const readyRoute = route({
  method: 'GET',
  path: '/readyz',
  operation: 'ready',
  scope: 'public',
  group: 'status',
  summary: 'Ask whether everything works',
  description: 'The log can be written, the store is up, and what was accepted gets there in time.',
  query: none,
  answers: [
    { type: jsonType, description: 'It does.', schema: z.object({ status: z.literal('ready') }) },
  ],
  statuses: { 503: 'Something does not; `problems` says what, each with `check` and `reason`.' },
  allowsHead: true,
  handler({ api }) {
    const problems = problemsOf(api);
    if (problems.length === 0) return { type: jsonType, body: document({ status: 'ready' }) };
    return {
      status: 503,
      type: jsonType,
      headers: { 'retry-after': '5' },
      body: document({ status: 'not ready', problems }),
    };
  },
});

export const metricsRoute = route({
  method: 'GET',
  path: '/metrics',
  operation: 'metrics',
  scope: 'read',
  group: 'status',
  summary: 'Read the metrics of Groundcrew itself',
  query: none,
  answers: [
    { type: 'text/plain; version=0.0.4; charset=utf-8', description: 'Prometheus text format.' },
  ],
  handler: ({ api }) => ({
    type: 'text/plain; version=0.0.4; charset=utf-8',
    body: api.metrics.render(),
  }),
});

export const deadLettersRoute = route({
  method: 'GET',
  path: '/api/dead-letters',
  operation: 'deadLetters',
  scope: 'read',
  group: 'status',
  summary: 'List lines the store refused',
  description: 'Each was accepted and is kept aside; everything around it was stored.',
  query: z.object({
    limit: wholeNumber(1, 1000).default(100).describe('At most this many, newest first.'),
  }),
  answers: [
    {
      type: jsonType,
      description: 'The lines, newest first.',
      schema: z.object({
        dead_letters: z.array(
          z.object({
            time: z.string().describe('When it was refused.'),
            batch: z.string(),
            row: z
              .int()
              .optional()
              .describe('Its number within the batch; absent for a whole batch.'),
            rows: z.int().optional().describe('How many lines a whole batch holds.'),
            reason: z.string().describe("The store's own words."),
            line: z.string().optional(),
            line_base64: z.string().optional().describe('The line when it is not UTF-8.'),
          }),
        ),
      }),
    },
  ],
  async handler({ api, query }) {
    const letters = await api.deadLetters.list({ limit: query.limit });
    const shown = letters.map(({ file: _file, reason, ...letter }) => ({
      ...letter,
      reason: withoutPaths(reason),
    }));
    return { type: jsonType, body: document({ dead_letters: shown }) };
  },
});

const document = (content: object) => `${JSON.stringify(content)}\n`;
