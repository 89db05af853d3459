// How many queries run at once and how many may wait: every running one holds a thread.
import { exception } from './exception.ts';

/** A bounded number of places and a bounded queue before them, first come, first served. */
export class Admission {
  readonly #running: number;
  readonly #waiting: number;
  readonly #queue: { admit: () => void }[] = [];
  #free: number;

  /** `running` places, and at most `waiting` callers in the queue. */
  constructor(running: number, waiting: number) {
    this.#running = running;
    this.#waiting = waiting;
    this.#free = running;
  }

  /** Places taken now. */
  get running(): number {
    return this.#running - this.#free;
  }

  /**
   * Waits for a place; the function it resolves with gives it back. Throws TOO_MANY_SIMULTANEOUS_QUERIES when the queue
   * is full, and the signal's reason when the caller leaves the queue.
   */
  async enter(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#free > 0) this.#free--;
    else await this.#wait(signal);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const next = this.#queue.shift();
      if (next) next.admit();
      else this.#free++;
    };
  }

  #wait(signal: AbortSignal): Promise<void> {
    if (this.#queue.length >= this.#waiting) {
      const count = `${this.#running} running and ${this.#waiting} waiting`;
      throw exception('TOO_MANY_SIMULTANEOUS_QUERIES', `Too many simultaneous queries: ${count}`);
    }
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#queue.splice(this.#queue.indexOf(entry), 1);
        reject(signal.reason);
      };
      const entry = {
        admit: () => {
          signal.removeEventListener('abort', leave);
          resolve();
        },
      };
      this.#queue.push(entry);
      signal.addEventListener('abort', leave, { once: true });
    });
  }
}
