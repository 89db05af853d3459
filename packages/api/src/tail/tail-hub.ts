// Live tail: every accepted line is read once, whoever is watching, and never at the cost of the intake.
// What the budget does not reach is skipped, counted, and each viewer is told.
import type { Readable } from 'node:stream';
import type { LineDefaults, LogRecord } from '@groundcrew/model';
import { type Clock, type Counter, GroundcrewError, type Metrics } from '@groundcrew/runtime';
import { Backlog } from './backlog.ts';
import { heartbeat, logEvent } from './events.ts';
import { Viewer } from './viewer.ts';

/** Bounds of the hub. */
export interface TailLimits {
  /** Viewers at once. */
  viewers: number;
  /** Bytes of accepted lines waiting to be read. */
  backlogBytes: number;
  /** Bytes of events waiting for one viewer. */
  queueBytes: number;
  /** Milliseconds of work before the hub lets others run. */
  workMs: number;
  /** Milliseconds it then rests: with `workMs` this bounds its share of the processor. */
  restMs: number;
  heartbeatMs: number;
  /** A viewer that reads nothing for this long is disconnected. */
  stalledMs: number;
}

export const defaultTailLimits: TailLimits = {
  viewers: 200,
  backlogBytes: 8 * 1024 * 1024,
  queueBytes: 1024 * 1024,
  workMs: 4,
  restMs: 12,
  heartbeatMs: 15_000,
  stalledMs: 60_000,
};

/** What the hub is given. `read` and `write` turn a line into a record and a record into the API's JSON. */
export interface TailHubOptions {
  clock: Clock;
  metrics: Metrics;
  read: (line: string, defaults: LineDefaults) => LogRecord | undefined;
  write: (record: LogRecord) => string;
  limits?: Partial<TailLimits>;
  /** Runs work later; tests pass their own. */
  defer?: (work: () => void, delayMs: number) => void;
}

/** What one viewer wants to see. */
export interface TailRequest {
  /** Viewers with the same key share one evaluation of `matches`: the query's text. */
  key: string;
  matches: (record: LogRecord) => boolean;
}

/** Viewers with the same question. */
interface Audience {
  matches: (record: LogRecord) => boolean;
  viewers: Set<Viewer>;
  /** Events of this turn, written to all viewers at its end. */
  events: Buffer[];
}

/** The meeting place of accepted lines and viewers. */
export class TailHub {
  readonly #options: TailHubOptions;
  readonly #limits: TailLimits;
  readonly #backlog: Backlog;
  readonly #audiences = new Map<string, Audience>();
  readonly #defer: (work: () => void, delayMs: number) => void;
  readonly #skippedTotal: Counter;
  #viewerCount = 0;
  #isWorking = false;
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(options: TailHubOptions) {
    this.#options = options;
    this.#limits = { ...defaultTailLimits, ...options.limits };
    this.#backlog = new Backlog(this.#limits.backlogBytes);
    this.#defer = options.defer ?? deferByTimer;
    this.#skippedTotal = options.metrics.counter(
      'groundcrew_api_tail_skipped_lines_total',
      'Accepted lines no viewer of the live tail was shown, for want of time or room.',
    );
    options.metrics.gauge(
      'groundcrew_api_tail_viewers',
      'Viewers of the live tail.',
      () => this.#viewerCount,
    );
  }

  /** Whether it is worth calling {@link publish}. */
  get hasViewers(): boolean {
    return this.#viewerCount > 0;
  }

  /**
   * Takes lines just accepted, separated by \n; `rows` is how many there are, counted when not given. Returns at
   * once: the buffer is read later and must not be changed by then.
   */
  publish(lines: Buffer, defaults: LineDefaults, rows?: number): void {
    if (!this.hasViewers) return;
    this.#skip(this.#backlog.add(lines, defaults, rows));
    this.#start(0);
  }

  /**
   * The events for one viewer as a stream of server-sent events. Destroying the stream ends the watching.
   * Throws `too-many-viewers` (503) past the bound.
   */
  open(request: TailRequest): Readable {
    if (this.#viewerCount >= this.#limits.viewers) throw tooManyViewers(this.#limits.viewers);
    const audience = this.#audiences.get(request.key) ?? {
      matches: request.matches,
      viewers: new Set<Viewer>(),
      events: [],
    };
    const viewer = new Viewer(this.#limits.queueBytes, () => this.#options.clock.monotonicMs());
    this.#audiences.set(request.key, audience);
    audience.viewers.add(viewer);
    this.#viewerCount += 1;
    this.#heartbeat ??= setInterval(() => this.beat(), this.#limits.heartbeatMs).unref();
    viewer.once('close', () => this.#leave(request.key, audience, viewer));
    return viewer;
  }

  /** Writes a comment to idle viewers and lets go of those that stopped reading. Called by a timer. */
  beat(): void {
    for (const viewer of this.#viewers()) {
      if (viewer.stalledMs > this.#limits.stalledMs) viewer.destroy();
      else viewer.comment(heartbeat);
    }
  }

  /** Ends all streams. */
  close(): void {
    for (const viewer of this.#viewers()) viewer.end();
    this.#backlog.clear();
  }

  #leave(key: string, audience: Audience, viewer: Viewer): void {
    if (!audience.viewers.delete(viewer)) return;
    if (audience.viewers.size === 0) this.#audiences.delete(key);
    this.#viewerCount -= 1;
    if (this.#viewerCount > 0) return;
    this.#backlog.clear();
    clearInterval(this.#heartbeat);
    this.#heartbeat = undefined;
  }

  #start(delayMs: number): void {
    if (this.#isWorking) return;
    this.#isWorking = true;
    this.#defer(() => this.#work(), delayMs);
  }

  #work(): void {
    const { clock, read } = this.#options;
    const endMs = clock.monotonicMs() + this.#limits.workMs;
    this.#isWorking = false;
    for (let next = this.#backlog.next(); next; next = this.#backlog.next()) {
      const record = read(next.line, next.defaults);
      if (record) this.#show(record);
      if (clock.monotonicMs() >= endMs) break;
    }
    this.#deliver();
    if (this.#backlog.isEmpty) this.#flushSkips();
    else this.#start(this.#limits.restMs);
  }

  #show(record: LogRecord): void {
    let event: Buffer | undefined;
    for (const audience of this.#audiences.values()) {
      if (!audience.matches(record)) continue;
      event ??= logEvent(this.#options.write(record));
      audience.events.push(event);
    }
  }

  /** Joins the events of a turn once for all who asked the same: a further viewer costs a write and no more. */
  #deliver(): void {
    for (const audience of this.#audiences.values()) {
      const count = audience.events.length;
      if (count === 0) continue;
      const bytes = Buffer.concat(audience.events);
      audience.events = [];
      for (const viewer of audience.viewers) {
        if (!viewer.queue(bytes, count)) this.#skippedTotal.add(count, { reason: 'slow-reader' });
      }
    }
  }

  #skip(lines: number): void {
    if (lines === 0) return;
    this.#skippedTotal.add(lines, { reason: 'overload' });
    for (const viewer of this.#viewers()) viewer.skip(lines);
  }

  /** Says what was skipped even when no further line matches. */
  #flushSkips(): void {
    for (const viewer of this.#viewers()) viewer.flushSkipped();
  }

  *#viewers(): Iterable<Viewer> {
    for (const audience of this.#audiences.values()) yield* audience.viewers;
  }
}

function deferByTimer(work: () => void, delayMs: number): void {
  if (delayMs === 0) setImmediate(work);
  else setTimeout(work, delayMs);
}

const tooManyViewers = (max: number) =>
  new GroundcrewError('too-many-viewers', `cannot follow the logs: ${max} viewers already do`, {
    status: 503,
    retryAfterSeconds: 30,
    hint: 'Close another live tail, or poll /api/logs instead.',
  });
