// The stretch of a long result that is in memory: pages of records around what is looked at, fetched by cursor in both
// directions and let go behind. Rows have an index in the whole result, which is exact at the ends and estimated after
// a leap into the middle.
import type { LogRecord } from '../api/logs.ts';
import { pageRows } from './head-start.ts';

/** Fetches records behind a cursor, in the list's order or against it. */
export type FetchPage = (
  page: { limit: number; cursor?: string | undefined; isBackward: boolean },
  signal: AbortSignal,
) => Promise<LogRecord[]>;

/** What there is now. */
export interface WindowState {
  readonly rows: readonly LogRecord[];
  /** The index of the first row. */
  readonly base: number;
  /** Indexes in all. */
  readonly total: number;
  readonly isAtStart: boolean;
  readonly isAtEnd: boolean;
  readonly isLoading: boolean;
  readonly hasLoaded: boolean;
  /** Whether the rows are still those of the question before. */
  readonly isStale: boolean;
  readonly error: unknown;
  /** Rows by which everything moved since the beginning; the list scrolls along. */
  readonly shift: number;
}

/** Where in time an index of the result stands, as a cursor. */
export type CursorAt = (index: number) => string | undefined;

const rowsMax = 2000;
const marginRows = 120;
/** Browsers draw no element of arbitrary height; past this indexes are scaled. */
export const indexesMax = 600_000;

const empty: WindowState = {
  rows: [],
  base: 0,
  total: 0,
  isAtStart: true,
  isAtEnd: false,
  isLoading: true,
  hasLoaded: false,
  isStale: false,
  error: undefined,
  shift: 0,
};

/** Holds the window and moves it as the list asks. */
export class RowWindow {
  readonly #fetchPage: FetchPage;
  readonly #listeners = new Set<() => void>();
  #state: WindowState;
  #loading: AbortController | undefined;
  #leap: ReturnType<typeof setTimeout> | undefined;
  #cursorAt: CursorAt = () => undefined;

  /** Until its own first page is there, it shows what the window before it showed. */
  constructor(fetchPage: FetchPage, before?: WindowState) {
    this.#fetchPage = fetchPage;
    this.#state =
      before && before.rows.length > 0
        ? { ...before, isLoading: true, isStale: true, error: undefined, shift: 0 }
        : empty;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  readonly getState = (): WindowState => this.#state;

  /** Reads the first page, or the pages around a cursor. */
  async open(start?: { cursor: string }): Promise<void> {
    await this.#run(async (signal) => {
      if (!start) return this.#replace(await this.#page(signal, {}), 0, true);
      const after = await this.#page(signal, { cursor: start.cursor });
      const before = after[0]
        ? (await this.#page(signal, { cursor: after[0].id, isBackward: true })).reverse()
        : [];
      const isAtStart = before.length < pageRows;
      const base = isAtStart ? 0 : pageRows;
      this.#replace([...before, ...after], base, isAtStart, after.length < pageRows);
    });
  }

  /** Learns how many records match and how indexes map to time. */
  setLength(count: number, cursorAt: CursorAt, indexOfTime: (timeMs: number) => number): void {
    this.#cursorAt = cursorAt;
    const { rows, base, isAtStart, isAtEnd, shift } = this.#state;
    const first = rows[0];
    if (this.#state.isStale || (isAtStart && isAtEnd)) return;
    const length = Math.min(count, indexesMax);
    // Rows opened by a cursor got a guess as their place; now it can be told.
    const isGuess = !isAtStart && base === pageRows;
    const next = isGuess && first ? Math.max(pageRows, indexOfTime(Date.parse(first.time))) : base;
    this.#set({
      base: next,
      shift: shift + next - base,
      total: Math.max(length, next + rows.length),
    });
  }

  /** Tells which indexes are looked at; fetches what is missing. */
  need(first: number, last: number): void {
    const { rows, base, total, isAtStart, isAtEnd, isLoading, error, hasLoaded } = this.#state;
    clearTimeout(this.#leap);
    if (!hasLoaded || this.#state.isStale || error !== undefined) return;
    const end = base + rows.length;
    const isFar = last < base - pageRows || first > end + pageRows;
    if (isFar && total > rows.length) {
      // While the thumb is dragged nothing is asked; where it rests counts.
      this.#leap = setTimeout(() => void this.#leapTo(first), 60);
    } else if (!isLoading && !isAtEnd && last > end - marginRows) void this.#append();
    else if (!isLoading && !isAtStart && first < base + marginRows) void this.#prepend();
  }

  /** Gives up what is being fetched. */
  cancel(): void {
    this.#loading?.abort();
    this.#set({ isLoading: false, hasLoaded: true });
  }

  /** Tries again after an error. */
  retry(): void {
    this.#set({ error: undefined });
    if (this.#state.rows.length === 0 || this.#state.isStale) void this.open();
  }

  /** Lets go of what is being fetched, as nobody waits for it. */
  leave(): void {
    clearTimeout(this.#leap);
    this.#loading?.abort();
  }

  async #leapTo(index: number): Promise<void> {
    const { total } = this.#state;
    await this.#run(async (signal) => {
      if (index < pageRows) return this.#replace(await this.#page(signal, {}), 0, true);
      if (index > total - pageRows) {
        const rows = (await this.#page(signal, { isBackward: true })).reverse();
        return this.#replace(rows, total - rows.length, false, true);
      }
      const cursor = this.#cursorAt(index);
      if (cursor === undefined) return;
      const after = await this.#page(signal, { cursor });
      const isAtEnd = after.length < pageRows;
      this.#replace(after, isAtEnd ? total - after.length : index, false, isAtEnd);
    });
  }

  async #append(): Promise<void> {
    const last = this.#state.rows.at(-1);
    await this.#run(async (signal) => {
      const page = await this.#page(signal, { cursor: last?.id });
      const { rows, base, total } = this.#state;
      const all = [...rows, ...page];
      const surplus = Math.max(0, all.length - rowsMax);
      const isAtEnd = page.length < pageRows;
      const end = base + all.length;
      this.#set({
        rows: all.slice(surplus),
        base: base + surplus,
        isAtStart: this.#state.isAtStart && surplus === 0,
        isAtEnd,
        total: isAtEnd ? end : Math.max(total, end + pageRows),
      });
    });
  }

  async #prepend(): Promise<void> {
    const first = this.#state.rows[0];
    await this.#run(async (signal) => {
      const page = (await this.#page(signal, { cursor: first?.id, isBackward: true })).reverse();
      const { rows, base, total, shift } = this.#state;
      const all = [...page, ...rows].slice(0, rowsMax);
      const isAtStart = page.length < pageRows;
      // The first row is index 0; when the estimate said otherwise, everything moves.
      const wanted = base - page.length;
      const next = isAtStart ? 0 : Math.max(wanted, pageRows);
      const moved = next - wanted;
      this.#set({
        rows: all,
        base: next,
        isAtStart,
        isAtEnd: this.#state.isAtEnd && page.length + rows.length <= rowsMax,
        total: Math.max(total + moved, next + all.length),
        shift: shift + moved,
      });
    });
  }

  #replace(rows: LogRecord[], base: number, isAtStart: boolean, isEnd?: boolean): void {
    const isAtEnd = isEnd ?? rows.length < pageRows;
    const end = base + rows.length;
    const before = this.#state.isStale ? 0 : this.#state.total;
    const total = isAtEnd ? end : Math.max(before, end + 1);
    this.#set({ rows, base, isAtStart, isAtEnd, total, isStale: false });
  }

  #page(
    signal: AbortSignal,
    { cursor, isBackward = false }: { cursor?: string | undefined; isBackward?: boolean },
  ): Promise<LogRecord[]> {
    return this.#fetchPage({ limit: pageRows, cursor, isBackward }, signal);
  }

  /** One fetch at a time: a newer one takes the place of an older. */
  async #run(task: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.#loading?.abort();
    const loading = new AbortController();
    this.#loading = loading;
    this.#set({ isLoading: true, error: undefined });
    try {
      await task(loading.signal);
      this.#set({ isLoading: false, hasLoaded: true });
    } catch (error) {
      if (!loading.signal.aborted) this.#set({ isLoading: false, hasLoaded: true, error });
    }
  }

  #set(change: Partial<WindowState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
