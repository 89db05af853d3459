// Keeps a source running: one that fails is said in the log and started again, less and less often while it keeps failing.
import { setTimeout as sleep } from 'node:timers/promises';
import type { LineSink, Source, SourceContext } from '../receivers/receiver.ts';

/** First and longest wait before a source that failed is started again. */
const RESTART_MS_MIN = 1000;
const RESTART_MS_MAX = 60_000;

/** What running needs. */
export interface SourceRun {
  readonly name: string;
  readonly run: Source;
  readonly sink: LineSink;
  readonly signal: AbortSignal;
  readonly context: SourceContext;
}

/** Runs a source until it ends by itself or the signal aborts. Never rejects. */
export async function runSource({ name, run, sink, signal, context }: SourceRun): Promise<void> {
  const { clock, log } = context;
  for (let delayMs = RESTART_MS_MIN; !signal.aborted;) {
    const startedMs = clock.monotonicMs();
    try {
      return await run(sink, signal, context);
    } catch (error) {
      if (signal.aborted) return;
      const ranMs = clock.monotonicMs() - startedMs;
      delayMs = ranMs > RESTART_MS_MAX ? RESTART_MS_MIN : delayMs;
      log.error({ err: error, source: name, againInMs: delayMs }, 'a source of lines failed');
    }
    await sleep(delayMs, undefined, { signal }).catch(() => undefined);
    delayMs = Math.min(RESTART_MS_MAX, delayMs * 2);
  }
}
