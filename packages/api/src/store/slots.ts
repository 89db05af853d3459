// A bound on how many store queries run at once, with a bounded queue in front.
import { GroundcrewError, Metrics } from '@groundcrew/runtime';

export interface SlotLimits {
  running: number;
  waiting: number;
  waitMs: number;
}

interface Waiter {
  go(): void;
}

/** Hands out slots, first come, first served. */
export class Slots {
  readonly #limits: SlotLimits;
  readonly #waiters = new Set<Waiter>();
  #running = 0;

  constructor(limits: SlotLimits) {
    this.#limits = limits;
  }

  /**
   * Waits for a slot and returns what gives it back, which may be called more than once. Throws `too-many-queries`
   * (503) when the queue is full or the wait too long, and the signal's reason when the caller leaves.
   */
  async take(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#running < this.#limits.running) this.#running += 1;
    else await this.#wait(signal);
    let isHeld = true;
    return () => {
      if (isHeld) this.#give();
      isHeld = false;
    };
  }

  /** For metrics. */
  counts(): Map<string, number> {
    return new Map([
      [Metrics.label({ state: 'running' }), this.#running],
      [Metrics.label({ state: 'waiting' }), this.#waiters.size],
    ]);
  }

  #give(): void {
    const [next] = this.#waiters;
    // The slot passes from hand to hand: a newcomer cannot overtake.
    if (next) next.go();
    else this.#running -= 1;
  }

  #wait(signal: AbortSignal): Promise<void> {
    if (this.#waiters.size >= this.#limits.waiting) throw tooManyQueries();
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void): void => {
        this.#waiters.delete(waiter);
        clearTimeout(timer);
        signal.removeEventListener('abort', leave);
        settle();
      };
      const waiter: Waiter = { go: () => finish(resolve) };
      const leave = () => finish(() => reject(signal.reason));
      const timer = setTimeout(() => finish(() => reject(tooManyQueries())), this.#limits.waitMs);
      signal.addEventListener('abort', leave);
      this.#waiters.add(waiter);
    });
  }
}

const tooManyQueries = () =>
  new GroundcrewError('too-many-queries', 'cannot run the query: too many others are running', {
    status: 503,
    retryAfterSeconds: 2,
    hint: 'Try again in a moment, or narrow the time range of queries.',
  });
