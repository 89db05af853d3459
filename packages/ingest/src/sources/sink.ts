// The way of a source's lines into the log. A source cannot be answered "send it again later", so here waiting is done
// for it: the log's refusals that pass by themselves are tried again until the source is asked to end.
import { setTimeout as sleep } from 'node:timers/promises';
import type { LineDefaults } from '@groundcrew/model';
import { GroundcrewError } from '@groundcrew/runtime';
import type { AppendResult, Wal } from '@groundcrew/wal';
import type { LineLimits, Lines } from '../framing/lines.ts';
import type { ReceiverMetrics } from '../ingest-metrics.ts';
import type { LineSink } from '../receivers/receiver.ts';
import type { ByteBudget } from '../transports/byte-budget.ts';

/** What a sink needs of the host. */
export interface SinkContext {
  readonly append: Wal['append'];
  readonly limits: LineLimits;
  readonly budget: ByteBudget;
  /** Tells live tail. */
  tell(lines: readonly Lines[], defaults: LineDefaults): void;
}

/** First and longest wait before the log is asked again. */
const RETRY_MS_MIN = 50;
const RETRY_MS_MAX = 5000;

/** The sink of one source. `name` scopes its keys; tokens' ids, which scope those of requests, hold no space. */
export function openSink(
  context: SinkContext,
  { name, metrics, signal }: { name: string; metrics: ReceiverMetrics; signal: AbortSignal },
): LineSink {
  const keep = async (lines: Lines, defaults: LineDefaults, key: string | undefined) => {
    const { kind, body, rows } = lines;
    const meta = metaOf(defaults);
    const entry = { kind, receivedNs: defaults.receivedNs, meta, body, rows };
    return context.append([entry], rows, key === undefined ? undefined : `source ${name}:${key}`);
  };
  return {
    limits: context.limits,
    async append(lines, defaults, key) {
      const account = context.budget.open();
      try {
        const bytes = Math.min(lines.body.length, context.budget.maxBytes);
        await waitUntil(() => account.take(bytes), signal);
        const { isRepeat } = await persist(() => keep(lines, defaults, key), signal, metrics);
        if (isRepeat) return 'known';
        metrics.accepted(lines.rows, lines.body.length, 0);
        context.tell([lines], defaults);
        return 'new';
      } finally {
        account.close();
      }
    },
  };
}

/** Asks again and again until it is true. */
async function waitUntil(isTrue: () => boolean, signal: AbortSignal): Promise<void> {
  while (!isTrue()) await sleep(RETRY_MS_MIN, undefined, { signal });
}

/** Appends, however long it takes the log to be able to. */
async function persist(
  append: () => Promise<AppendResult>,
  signal: AbortSignal,
  metrics: ReceiverMetrics,
): Promise<AppendResult> {
  for (let delayMs = RETRY_MS_MIN; ; delayMs = Math.min(RETRY_MS_MAX, delayMs * 2)) {
    signal.throwIfAborted();
    try {
      return await append();
    } catch (error) {
      if (!(error instanceof GroundcrewError) || error.status !== 503) throw error;
      metrics.rejected(error.code);
      await sleep(delayMs, undefined, { signal });
    }
  }
}

/** The defaults by the names they have in an entry's meta; "" for none. */
function metaOf({ service, host, instance, release, runId }: LineDefaults): string {
  const fields = { service, host, instance, release, run_id: runId };
  const meta = JSON.stringify(fields);
  return meta === '{}' ? '' : meta;
}
