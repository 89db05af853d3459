// SIGTERM and SIGINT: the first asks to stop, the second does not ask.

import type { Clock } from '@groundcrew/runtime';

/** A stop that has been asked for. */
export interface StopRequest {
  /** Resolves with the first signal's name. */
  readonly requested: Promise<NodeJS.Signals>;
  /** Back to the signals' own effect. */
  close(): void;
}

const numbers = { SIGINT: 2, SIGTERM: 15 } as const;
/** Ctrl-C reaches a whole group of processes, and a parent often forwards it as SIGTERM: those two are one wish. */
const forwardedMs = 1_000;

/** Listens for signals. A second one calls `exitAtOnce` with 128 + its number. */
export function listenForStop(exitAtOnce: (code: number) => void, clock: Clock): StopRequest {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  let first: { signal: NodeJS.Signals; atMs: number } | undefined;
  const onSignal = (signal: 'SIGINT' | 'SIGTERM'): void => {
    if (!first) {
      first = { signal, atMs: clock.monotonicMs() };
      resolve(signal);
      return;
    }
    const isForwarded = signal !== first.signal && clock.monotonicMs() - first.atMs < forwardedMs;
    if (!isForwarded) exitAtOnce(128 + numbers[signal]);
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return {
    requested: promise,
    close: () => void process.off('SIGINT', onSignal).off('SIGTERM', onSignal),
  };
}
