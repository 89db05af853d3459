// Appends wait here for the disk. One commit is in flight; everything that arrives meanwhile goes into the next one, so
// that many small requests share one fdatasync.
import type { Clock, GroundcrewError, Log } from '@groundcrew/runtime';
import { logBusy, logClosed, logFailed, logFull } from './errors.ts';
import { Gathering } from './gathering.ts';
import type { EncodedRow } from './row.ts';
import type { Schedule } from './schedule.ts';
import type { SegmentWriter } from './segment-writer.ts';
import type { WalCounters } from './wal-metrics.ts';

const commitBytesMax = 8 * 1024 * 1024;
/** What a waiting append costs beside its bytes: a bound of bytes must also bound many tiny ones. */
const appendOverheadBytes = 512;
/**
 * With this many segments waiting, age seals none: the store would not take it sooner, one large batch costs it less
 * than several small ones, and a store that is away would make thousands of tiny ones.
 */
const waitingSegmentsMax = 1;
/** Lines that keep coming are sealed half as often as a line after a pause: a batch costs the store 0.1 CPU-seconds. */
const steadyAgeFactor = 2;
const retryDelayMsMin = 50;
const retryDelayMsMax = 1000;

/** One append on its way. */
export interface PendingAppend {
  encoded: EncodedRow[];
  sizeBytes: number;
  rows: number;
  runRows: number;
  receivedNs: bigint;
  /** Called before the append resolves, with the segment it is in. */
  onCommitted(path: string): void;
}

interface Waiting extends PendingAppend {
  resolve(): void;
  reject(error: GroundcrewError): void;
}

/** What a group commit needs from the log. */
export interface CommitOptions {
  clock: Clock;
  log: Log;
  counters: WalCounters;
  schedule: Schedule;
  segmentBytesMax: number;
  segmentRowsMax: number;
  segmentAgeMsMax: number;
  sizeBytesMax: number;
  waitingBytesMax: number;
  /** Makes the next segment. */
  create: () => Promise<SegmentWriter>;
  /** Takes a segment that is complete. */
  seal: (segment: SegmentWriter) => void;
  /** Bytes and number of the segments sealed and not trimmed, and how many were not taken yet. */
  sealed: () => { sizeBytes: number; waitingCount: number };
  onFailure?: ((error: Error) => void) | undefined;
}

/** The queue of appends, the open segment, and what to do when the disk fails. */
export class GroupCommit {
  readonly #options: CommitOptions;
  readonly #gathering: Gathering;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #segment: SegmentWriter | undefined;
  #cancelAge: (() => void) | undefined;
  #sealedAtMs = -Infinity;
  #isSealDue = false;
  #isClosed = false;
  #running: Promise<void> | undefined;
  /** What must be put right before a new segment may be made. */
  readonly #repairs: (() => Promise<void>)[] = [];
  #repairing: Promise<void> | undefined;
  #failure: { error: GroundcrewError; retryAtMs: number; delayMs: number } | undefined;

  constructor(options: CommitOptions) {
    this.#options = options;
    this.#gathering = new Gathering(options);
  }

  get isFailed(): boolean {
    return this.#failure !== undefined;
  }

  /** Bytes in the open segment. */
  get openBytes(): number {
    return this.#segment?.sizeBytes ?? 0;
  }

  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  get oldestNs(): bigint | undefined {
    return this.#segment?.oldestNs;
  }

  /** Resolves once the append is on disk. */
  append(append: PendingAppend): Promise<void> {
    const refusal = this.#refusal(append.sizeBytes);
    if (refusal) return Promise.reject(refusal);
    this.#waitingBytes += append.sizeBytes + appendOverheadBytes;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ ...append, resolve, reject });
    this.#gathering.arrived(this.#waiting.length);
    this.#start();
    return promise;
  }

  /** Adds something that must succeed before the next segment is made. */
  addRepair(repair: () => Promise<void>): void {
    this.#repairs.push(repair);
  }

  /** Makes the repairs that are due. Rejects with `log-failed` or `log-full` as long as the disk refuses. */
  async prepare(): Promise<void> {
    if (this.#repairs.length === 0) return;
    const refusal = this.#refusal(0);
    if (refusal) throw refusal;
    try {
      await this.#repair();
    } catch (error) {
      throw this.#recordFailure(error);
    }
  }

  /** The delivery took a segment: one that was held back may be sealed now. */
  sealIfDue(): void {
    if (!this.#isSealDue || this.#running) return;
    if (this.#options.sealed().waitingCount < waitingSegmentsMax || this.#isClosed) this.#seal();
  }

  /** Refuses further appends, finishes those under way, seals the open segment. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#isSealDue = true;
    this.#gathering.finish();
    await this.#running;
    if (this.#repairs.length > 0) await this.#repair().catch(() => {});
    this.sealIfDue();
  }

  #refusal(sizeBytes: number): GroundcrewError | undefined {
    const { clock, sizeBytesMax, waitingBytesMax, sealed } = this.#options;
    if (this.#isClosed) return logClosed();
    if (this.#failure && clock.monotonicMs() < this.#failure.retryAtMs) return this.#failure.error;
    const keptBytes = sealed().sizeBytes + this.openBytes;
    if (keptBytes + this.#waitingBytes + sizeBytes > sizeBytesMax) return logFull();
    // One append may be larger than the bound when nothing else waits.
    const isBusy = this.#waitingBytes > 0 && this.#waitingBytes + sizeBytes > waitingBytesMax;
    return isBusy ? logBusy() : undefined;
  }

  #start(): void {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      this.sealIfDue();
    });
  }

  async #run(): Promise<void> {
    const { clock } = this.#options;
    while (this.#waiting.length > 0) {
      if (!this.#isClosed) await this.#gathering.wait(this.#waiting.length);
      const appends = this.#takeCommit();
      const startMs = clock.monotonicMs();
      try {
        await this.#commit(appends);
      } catch (error) {
        await this.#fail(appends, error);
        continue;
      }
      this.#succeed(appends, clock.monotonicMs() - startMs);
      if (this.#isSegmentFull()) this.#seal();
    }
  }

  /** The appends of the next commit: as many as fit, at least one. */
  #takeCommit(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const append of this.#waiting) {
      if (count > 0 && bytes + append.sizeBytes > commitBytesMax) break;
      bytes += append.sizeBytes;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  async #commit(appends: readonly Waiting[]): Promise<void> {
    await this.#repair();
    if (!this.#segment) {
      this.#segment = await this.#options.create();
      this.#isSealDue = this.#isClosed;
      this.#cancelAge = this.#options.schedule(() => {
        this.#isSealDue = true;
        this.sealIfDue();
      }, this.#ageMs());
    }
    const rows = appends.flatMap((append) => append.encoded);
    await this.#segment.commit(rows, appends[0]?.receivedNs ?? this.#options.clock.nowNs());
  }

  /** How old the segment made now may become. */
  #ageMs(): number {
    const { clock, segmentAgeMsMax } = this.#options;
    const sinceSealMs = clock.monotonicMs() - this.#sealedAtMs;
    return Math.max(segmentAgeMsMax, steadyAgeFactor * segmentAgeMsMax - sinceSealMs);
  }

  #succeed(appends: readonly Waiting[], tookMs: number): void {
    const { counters, log } = this.#options;
    const segment = this.#segment;
    if (this.#failure) log.info({}, 'the log writes again');
    this.#failure = undefined;
    counters.commits.add();
    counters.appends.add(appends.length);
    let sizeBytes = 0;
    for (const append of appends) {
      if (segment) {
        segment.rows += append.rows;
        segment.runRows += append.runRows;
      }
      counters.rows.add(append.rows);
      sizeBytes += append.sizeBytes;
      this.#waitingBytes -= append.sizeBytes + appendOverheadBytes;
      if (segment) append.onCommitted(segment.path);
      append.resolve();
    }
    counters.bytes.add(sizeBytes);
    const waiting = this.#waiting.length;
    this.#gathering.committed({ appends: appends.length, sizeBytes, tookMs, waiting });
  }

  #isSegmentFull(): boolean {
    const { segmentBytesMax, segmentRowsMax, sealed } = this.#options;
    if (this.openBytes >= segmentBytesMax) return true;
    if ((this.#segment?.rows ?? 0) >= segmentRowsMax) return true;
    return this.#isSealDue && sealed().waitingCount < waitingSegmentsMax;
  }

  #seal(): void {
    const segment = this.#segment;
    this.#forgetSegment();
    if (!segment) return;
    this.#sealedAtMs = this.#options.clock.monotonicMs();
    this.#options.seal(segment);
  }

  #forgetSegment(): void {
    this.#cancelAge?.();
    this.#cancelAge = undefined;
    this.#segment = undefined;
    this.#isSealDue = this.#isClosed;
  }

  /** Tells everyone who waits, then gives up the segment; until that succeeds no new one is made. */
  async #fail(appends: readonly Waiting[], cause: unknown): Promise<void> {
    const { log } = this.#options;
    const error = this.#recordFailure(cause);
    const refused = [...appends, ...this.#waiting];
    this.#waiting = [];
    this.#waitingBytes = 0;
    for (const append of refused) append.reject(error);
    const segment = this.#segment;
    this.#forgetSegment();
    if (!segment) return;
    this.addRepair(async () => {
      await segment.abandon();
      if (segment.sizeBytes > 0) this.#options.seal(segment);
      else await segment.close().catch(() => {});
    });
    await this.#repair().catch((repairError: unknown) => {
      log.error({ error: String(repairError) }, 'cannot cut the failed end off a segment yet');
    });
  }

  /** Refuses appends for a while, longer each time. */
  #recordFailure(cause: unknown): GroundcrewError {
    const { clock, log, counters, onFailure } = this.#options;
    const error = logFailed(cause);
    const delayMs = Math.min((this.#failure?.delayMs ?? retryDelayMsMin / 2) * 2, retryDelayMsMax);
    this.#failure = { error, delayMs, retryAtMs: clock.monotonicMs() + delayMs };
    counters.errors.add(1, { operation: 'append' });
    log.error({ code: error.code, cause: String(cause) }, 'cannot write the log');
    onFailure?.(error);
    return error;
  }

  /** Makes the repairs that are due, one at a time whoever asks. */
  #repair(): Promise<void> {
    this.#repairing ??= this.#repairAll().finally(() => {
      this.#repairing = undefined;
    });
    return this.#repairing;
  }

  async #repairAll(): Promise<void> {
    for (let repair = this.#repairs[0]; repair; repair = this.#repairs[0]) {
      await repair();
      this.#repairs.shift();
    }
  }
}
