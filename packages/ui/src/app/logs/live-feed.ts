// Lines as they are accepted: bounded, and handed to the page a few times a second whatever their rate.
import { followLogs } from '../api/tail.ts';
import type { LogRecord } from '../api/logs.ts';

/** A record of the feed with a key of its own, as it has no id. */
export interface LiveRow extends LogRecord {
  readonly liveKey: string;
}

/** What the feed holds now. */
export interface FeedState {
  /** Newest first. */
  readonly rows: readonly LiveRow[];
  /** Newest first; not shown yet. */
  readonly pending: readonly LiveRow[];
  readonly pendingDropped: number;
  readonly perSecond: number;
  readonly skipped: number;
  readonly isOpen: boolean;
  /** Lines wait until the person goes on. */
  readonly isPaused: boolean;
  readonly error: unknown;
}

const rowsMax = 3000;
const flushMs = 120;
const rateWindowMs = 5000;
const retryMs = 2000;

const empty: FeedState = {
  rows: [],
  pending: [],
  pendingDropped: 0,
  perSecond: 0,
  skipped: 0,
  isOpen: false,
  isPaused: false,
  error: undefined,
};

/** Follows a search until it is closed; connects again when the connection breaks. */
export class LiveFeed {
  readonly #query: string;
  readonly #onOpened: () => void;
  readonly #listeners = new Set<() => void>();
  readonly #leaving = new AbortController();
  #state = empty;
  #arrived: LiveRow[] = [];
  #counts: { atMs: number; count: number }[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;
  #lastKey = 0;
  #isHeld = false;

  /** `onOpened` is called at each connection: what came before it must be asked for. */
  constructor(query: string, onOpened: () => void) {
    this.#query = query;
    this.#onOpened = onOpened;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  readonly getState = (): FeedState => this.#state;

  open(): void {
    this.#timer = setInterval(() => this.#flush(), flushMs);
    void this.#follow();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#leaving.abort();
  }

  /** While held, new lines wait; letting go shows them. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    if (!isHeld && !this.#state.isPaused) this.release();
  }

  /** Stands still, counting on, until it is called again. */
  pauseOrGoOn(): void {
    const isPaused = !this.#state.isPaused;
    this.#set({ isPaused });
    if (!isPaused && !this.#isHeld) this.release();
  }

  /** Shows what waits. */
  release(): void {
    const { rows, pending } = this.#state;
    if (pending.length === 0) return;
    this.#set({ rows: [...pending, ...rows].slice(0, rowsMax), pending: [], pendingDropped: 0 });
  }

  /** Forgets lines that the stored result shows by now. */
  forgetStored(stored: readonly LogRecord[]): void {
    const keys = new Set(stored.map(identity));
    const isNew = (row: LogRecord) => !keys.has(identity(row));
    const { rows, pending } = this.#state;
    if (rows.some((row) => !isNew(row)) || pending.some((row) => !isNew(row))) {
      this.#set({ rows: rows.filter(isNew), pending: pending.filter(isNew) });
    }
  }

  async #follow(): Promise<void> {
    const { signal } = this.#leaving;
    while (!signal.aborted) {
      try {
        await followLogs(this.#query, this.#events(), signal);
      } catch (error) {
        if (signal.aborted) return;
        this.#set({ error });
      }
      this.#set({ isOpen: false });
      await new Promise((wake) => setTimeout(wake, retryMs));
    }
  }

  #events() {
    return {
      opened: () => {
        this.#set({ isOpen: true, error: undefined });
        this.#onOpened();
      },
      record: (record: LogRecord) => {
        this.#lastKey += 1;
        this.#arrived.push({ ...record, liveKey: `live-${this.#lastKey}` });
      },
      skipped: (lines: number) => this.#set({ skipped: this.#state.skipped + lines }),
    };
  }

  #flush(): void {
    const nowMs = performance.now();
    const arrived = this.#arrived.reverse();
    this.#arrived = [];
    this.#counts = this.#counts.filter(({ atMs }) => nowMs - atMs < rateWindowMs);
    if (arrived.length > 0) this.#counts.push({ atMs: nowMs, count: arrived.length });
    const perSecond =
      this.#counts.reduce((sum, { count }) => sum + count, 0) / (rateWindowMs / 1000);
    if (arrived.length === 0) {
      if (perSecond !== this.#state.perSecond) this.#set({ perSecond });
      return;
    }
    const { rows, pending, pendingDropped } = this.#state;
    if (this.#isHeld || this.#state.isPaused) {
      const all = [...arrived, ...pending];
      const surplus = Math.max(0, all.length - rowsMax);
      this.#set({
        pending: all.slice(0, rowsMax),
        pendingDropped: pendingDropped + surplus,
        perSecond,
      });
    } else this.#set({ rows: [...arrived, ...rows].slice(0, rowsMax), perSecond });
  }

  #set(change: Partial<FeedState>): void {
    if (this.#leaving.signal.aborted) return;
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

const identity = ({ time, observed_time: observed, body }: LogRecord) =>
  `${time} ${observed} ${body}`;
