// Clients that send again as soon as they have their answer would share a commit only by halves: while one half is
// synced the other waits, and so on in turn. After a commit the next one therefore waits a moment for as many appends as
// just were there. Databases know this as the delay of a group commit (PostgreSQL: commit_delay and commit_siblings).
import type { Clock } from '@groundcrew/runtime';
import type { Schedule } from './schedule.ts';

/** Above this, writing is what takes time, and better done while others send. */
const gatheredBytesMax = 1024 * 1024;

/** A commit that succeeded. */
export interface FinishedCommit {
  appends: number;
  sizeBytes: number;
  tookMs: number;
  /** Appends that arrived meanwhile. */
  waiting: number;
}

/** Whether the next commit waits, how long, and for how many. */
export class Gathering {
  readonly #clock: Clock;
  readonly #schedule: Schedule;
  #expected = 0;
  #untilMs = -Infinity;
  #finish: (() => void) | undefined;

  constructor({ clock, schedule }: { clock: Clock; schedule: Schedule }) {
    this.#clock = clock;
    this.#schedule = schedule;
  }

  /** A quick disk is waited for about as long as it took, a slow one a quarter of that. */
  committed({ appends, sizeBytes, tookMs, waiting }: FinishedCommit): void {
    this.#expected = sizeBytes > gatheredBytesMax ? 0 : appends + waiting;
    this.#untilMs = this.#clock.monotonicMs() + Math.min(tookMs, 1 + tookMs / 4);
  }

  /** Resolves when all who are expected are here, or their time is over; undefined when there is nothing to wait for. */
  wait(waiting: number): Promise<void> | undefined {
    if (waiting >= this.#expected) return undefined;
    const leftMs = this.#untilMs - this.#clock.monotonicMs();
    if (leftMs <= 0) return undefined;
    return new Promise((resolve) => {
      const cancel = this.#schedule(() => this.finish(), leftMs);
      this.#finish = () => {
        cancel();
        resolve();
      };
    });
  }

  /** One more is here. */
  arrived(waiting: number): void {
    if (waiting >= this.#expected) this.finish();
  }

  /** Nobody else is waited for. */
  finish(): void {
    this.#finish?.();
    this.#finish = undefined;
  }
}
