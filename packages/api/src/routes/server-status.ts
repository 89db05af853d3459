// GET /api/status: how Groundcrew does, in one answer, for the people who run it.
import { formatTime } from '@groundcrew/query';
import { GroundcrewError } from '@groundcrew/runtime';
import { z } from 'zod';
import { route } from '../route.ts';
import { growthOf } from '../status/growth.ts';
import type { ReceiverFacts } from '../status/receiver-watch.ts';
import type { ServerFacts } from '../status/server-facts.ts';
import { readStoreFacts, type StoreFacts } from '../status/store-facts.ts';
import { problemsOf } from './status.ts';
import { jsonType, type SearchCall } from './search-logs.ts';

const bytes = (what: string) => z.int().describe(`${what}, bytes.`);

const receiver = z.object({
  name: z.string(),
  requests: z.int().describe('Requests whose lines are safe on disk.'),
  lines: z.int(),
  bytes: bytes('Accepted bodies, decompressed'),
  cut_lines: z.int().describe('Lines cut for being too long or nested too deep.'),
  refused: z.record(z.string(), z.int()).describe('Refused requests by the code of the refusal.'),
  last_seen_at: z.string().optional().describe('To a second; absent when nothing came.'),
  lines_per_second: z.number().describe('Average of the last minute.'),
  bytes_per_second: z.number().describe('Average of the last minute.'),
});

const growth = z
  .object({
    bytes_per_day: z.int(),
    observed_days: z.number().describe('Days of records the figure is from.'),
    days_left: z
      .int()
      .optional()
      .describe('Until the disk is full; absent when old records are removed in time.'),
  })
  .optional()
  .describe('Absent while too little has come in to tell.');

const answer = z.object({
  version: z.string(),
  started_at: z.string(),
  uptime_seconds: z.number(),
  problems: z
    .array(z.object({ check: z.string(), reason: z.string() }))
    .describe('What `/readyz` complains about.'),
  receivers: z.array(receiver).describe('Since the start.'),
  log: z
    .object({
      size_bytes: bytes('Lines that wait for the store'),
      size_bytes_max: bytes('The bound, past which lines are refused'),
      segments: z.int(),
      lag_rows: z.int(),
      lag_seconds: z.number().describe('Age of the oldest line that the store does not have yet.'),
    })
    .describe('The log on disk that lines wait in until the store has them.'),
  dead_letters: z.object({ rows: z.int(), size_bytes: bytes('Their size') }),
  disk: z.object({ free_bytes: bytes('Free'), total_bytes: bytes('In all') }).optional(),
  store: z.object({
    is_up: z.boolean(),
    is_embedded: z.boolean(),
    version: z.string().optional(),
    tables: z
      .array(
        z.object({
          name: z.string(),
          rows: z.int(),
          bytes: bytes('On disk'),
          uncompressed_bytes: bytes('Before packing'),
        }),
      )
      .optional(),
    promoted_attributes: z.array(z.string()).describe('Attributes with a column of their own.'),
    growth,
  }),
  engine: z
    .object({ restarts: z.int(), memory_bytes: bytes('Resident memory').optional() })
    .optional()
    .describe('The process of the embedded store.'),
  gateway: z.object({ memory_bytes: bytes('Resident memory') }),
  retention: z.object({
    logs_days: z.int().optional().describe('Days that logs are kept; absent for ever.'),
  }),
});

export const serverStatusRoute = route({
  method: 'GET',
  path: '/api/status',
  operation: 'serverStatus',
  scope: 'read',
  group: 'status',
  summary: 'Read how the server does',
  description:
    'While the store is away, everything else is answered and what it would tell is left out.',
  query: z.object({}),
  answers: [{ type: jsonType, description: 'The server now.', schema: answer }],
  async handler({ api, signal }) {
    const facts = await api.serverFacts();
    const store = await storeFacts({ api, signal });
    const nowNs = api.clock.nowNs();
    const status: z.input<typeof answer> = {
      version: api.version,
      started_at: formatTime(api.startedNs),
      uptime_seconds: Number((nowNs - api.startedNs) / 1_000_000n) / 1000,
      problems: problemsOf(api),
      receivers: api.receivers.facts().map(receiverOf),
      ...logOf(facts),
      store: {
        is_up: store !== undefined,
        is_embedded: api.store.isEmbedded,
        version: store?.version,
        tables: store && [...store.tables],
        promoted_attributes: [...api.schema().promoted.keys()],
        growth: store && growthFrom(store, facts, Number(nowNs / 1_000_000n)),
      },
      engine: facts.engine && {
        restarts: facts.engine.restarts,
        memory_bytes: facts.engine.memoryBytes,
      },
      gateway: { memory_bytes: process.memoryUsage.rss() },
      retention: { logs_days: facts.retentionDays },
    };
    return { type: jsonType, body: `${JSON.stringify(status)}\n` };
  },
});

/** Undefined while the store is away or too busy: the rest of the status is worth as much then. */
async function storeFacts(call: SearchCall): Promise<StoreFacts | undefined> {
  try {
    return await readStoreFacts(call);
  } catch (error) {
    if (error instanceof GroundcrewError && error.status === 503) return undefined;
    throw error;
  }
}

const receiverOf = (facts: ReceiverFacts): z.input<typeof receiver> => ({
  name: facts.name,
  requests: facts.requests,
  lines: facts.lines,
  bytes: facts.bytes,
  cut_lines: facts.cutLines,
  refused: Object.fromEntries(facts.refused),
  last_seen_at: facts.lastSeenNs === undefined ? undefined : formatTime(facts.lastSeenNs),
  lines_per_second: rounded(facts.linesPerSecond),
  bytes_per_second: rounded(facts.bytesPerSecond),
});

const rounded = (rate: number) => Math.round(rate * 100) / 100;

const logOf = ({ log, deadLetters, disk }: ServerFacts) => ({
  log: {
    size_bytes: log.sizeBytes,
    size_bytes_max: log.sizeBytesMax,
    segments: log.segments,
    lag_rows: log.lagRows,
    lag_seconds: log.lagSeconds,
  },
  dead_letters: { rows: deadLetters.rows, size_bytes: deadLetters.sizeBytes },
  disk: disk && { free_bytes: disk.freeBytes, total_bytes: disk.totalBytes },
});

function growthFrom({ days, firstTodayMs }: StoreFacts, facts: ServerFacts, nowMs: number) {
  // The disk of a store elsewhere is not ours to see.
  if (!facts.disk || !facts.engine) return undefined;
  const found = growthOf({
    days,
    nowMs,
    firstTodayMs,
    freeBytes: facts.disk.freeBytes,
    retentionDays: facts.retentionDays,
  });
  return (
    found && {
      bytes_per_day: found.bytesPerDay,
      observed_days: Math.round(found.observedDays * 100) / 100,
      days_left: found.daysLeft,
    }
  );
}
