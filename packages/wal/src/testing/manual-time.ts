// Time that passes when a test says so.
import type { Clock } from '@groundcrew/runtime';
import type { Schedule } from '../schedule.ts';

/** A clock and the timers on it. */
export class ManualTime {
  #nowMs = 1_700_000_000_000;
  #timers: { atMs: number; run: () => void }[] = [];

  readonly clock: Clock = {
    nowNs: () => BigInt(this.#nowMs) * 1_000_000n,
    monotonicMs: () => this.#nowMs,
  };

  readonly schedule: Schedule = (run, delayMs) => {
    const timer = { atMs: this.#nowMs + delayMs, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  /** Lets time pass and runs the timers that are due, in order. */
  advance(ms: number): void {
    this.#nowMs += ms;
    const due = this.#timers.filter(({ atMs }) => atMs <= this.#nowMs);
    this.#timers = this.#timers.filter(({ atMs }) => atMs > this.#nowMs);
    for (const { run } of due.sort((a, b) => a.atMs - b.atMs)) run();
  }

  /** Forgets all timers, as the death of a process does. */
  clear(): void {
    this.#timers = [];
  }
}

/** Resolves once all promises that can settle by themselves have. */
export const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
