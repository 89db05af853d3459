// Dry runs: would the store take these rows? Transient trouble is waited out, so an answer is about the rows.
import type { Clock } from '@groundcrew/runtime';
import { backoffMs, pause } from '../backoff.ts';
import { judgeFailure } from './failure.ts';
import type { LogWriter } from './log-writer.ts';
import type { Probe } from './quarantine.ts';
import type { Store } from '../client.ts';

export interface ProbeOptions {
  writer: Pick<LogWriter, 'prepareProbe' | 'probe'>;
  store: Pick<Store, 'waitUntilUp'>;
  clock: Pick<Clock, 'monotonicMs'>;
  stop: AbortSignal;
  timeoutMs: number;
  /** Waits between tries start with this. */
  pauseMs?: number;
}

/** Rows that cost the store its life, or an answer, this often in a row are refused: once may be an accident. */
const triesMax = 5;

export function openProbe(options: ProbeOptions): Probe {
  let spentMs = 0;

  async function once(run: (signal: AbortSignal) => Promise<void>) {
    await options.store.waitUntilUp(options.stop);
    const startMs = options.clock.monotonicMs();
    try {
      await run(AbortSignal.any([options.stop, AbortSignal.timeout(options.timeoutMs)]));
      return undefined;
    } catch (error) {
      options.stop.throwIfAborted();
      return judgeFailure(error);
    } finally {
      spentMs += options.clock.monotonicMs() - startMs;
    }
  }

  return {
    get spentMs() {
      return spentMs;
    },
    async prepare(batch) {
      const failure = await once((signal) => options.writer.prepareProbe(batch, signal));
      return failure?.reason;
    },
    async ask(file, batch) {
      for (let tries = 1; ; tries++) {
        const failure = await once((signal) => options.writer.probe(file, batch, signal));
        if (!failure) return undefined;
        if (failure.kind === 'refused' || tries === triesMax) return failure.reason;
        const limits = { firstMs: options.pauseMs ?? 200, maxMs: 1_000, random: Math.random };
        await pause(backoffMs(tries, limits), options.stop);
      }
    },
  };
}
