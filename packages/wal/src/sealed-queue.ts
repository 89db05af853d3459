// Segments that take no more entries, oldest first: waiting to be taken by the delivery, or taken and not yet trimmed.
import { assert, type Log } from '@groundcrew/runtime';
import type { Schedule } from './schedule.ts';
import type { SealedSegment } from './wal.ts';

const retryDelayMs = 1000;

/** A segment in the queue. */
export interface QueuedSegment {
  path: string;
  sizeBytes: number;
  /** When its first entry was received; undefined until it was read. */
  oldestNs(): bigint | undefined;
  /** Makes it fit for delivery; undefined when there is nothing to deliver. Rejects to be asked again later. */
  clean(): Promise<SealedSegment | undefined>;
}

/** A queue with one consumer. */
export class SealedQueue {
  readonly #log: Log;
  readonly #schedule: Schedule;
  readonly #onShorter: () => void;
  readonly #waiting: QueuedSegment[] = [];
  readonly #taken: { queued: QueuedSegment; segment: SealedSegment }[] = [];
  #sizeBytes = 0;
  #isClosed = false;
  #isTaking = false;
  #wake: (() => void) | undefined;

  /** `onShorter` is called when a segment stops waiting. */
  constructor(options: { log: Log; schedule: Schedule; onShorter: () => void }) {
    this.#onShorter = options.onShorter;
    this.#log = options.log;
    this.#schedule = options.schedule;
  }

  /** Bytes of all segments in the queue. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Segments not taken yet. */
  get waitingCount(): number {
    return this.#waiting.length;
  }

  /** Segments not trimmed yet. */
  get count(): number {
    return this.#waiting.length + this.#taken.length;
  }

  /** When the oldest entry was received, as far as it is known. */
  get oldestNs(): bigint | undefined {
    return (this.#taken[0]?.queued ?? this.#waiting[0])?.oldestNs();
  }

  add(segment: QueuedSegment): void {
    this.#waiting.push(segment);
    this.#sizeBytes += segment.sizeBytes;
    this.#wake?.();
  }

  /** The oldest segment not taken; waits for one. Undefined once closed and empty, or closed while the disk refuses. */
  async take(): Promise<SealedSegment | undefined> {
    assert(!this.#isTaking, 'one nextSealed call at a time');
    this.#isTaking = true;
    try {
      for (;;) {
        const segment = await this.#takeFirst();
        if (segment && segment !== 'refused') return segment;
        if (!segment && this.#waiting.length > 0) continue;
        if (this.#isClosed) return undefined;
        await this.#untilWoken(segment === 'refused' ? retryDelayMs : undefined);
      }
    } finally {
      this.#isTaking = false;
    }
  }

  /** The segment that has to be trimmed next must be this one. */
  checkOldest(segment: SealedSegment): void {
    assert(
      this.#taken[0]?.segment === segment,
      'segments are trimmed in the order they were taken',
    );
  }

  /** Forgets the oldest taken segment. */
  remove(): void {
    const taken = this.#taken.shift();
    if (taken) this.#sizeBytes -= taken.queued.sizeBytes;
  }

  close(): void {
    this.#isClosed = true;
    this.#wake?.();
  }

  /** Takes the first segment that holds something, if there is one and the disk does not refuse to clean it. */
  async #takeFirst(): Promise<SealedSegment | 'refused' | undefined> {
    for (let queued = this.#waiting[0]; queued; queued = this.#waiting[0]) {
      let segment: SealedSegment | undefined;
      try {
        segment = await queued.clean();
      } catch (error) {
        this.#log.error({ path: queued.path, error: String(error) }, 'cannot repair a segment yet');
        return 'refused';
      }
      this.#waiting.shift();
      if (!segment) this.#sizeBytes -= queued.sizeBytes;
      this.#onShorter();
      if (segment) return this.#handOut(queued, segment);
    }
    return undefined;
  }

  #handOut(queued: QueuedSegment, segment: SealedSegment): SealedSegment {
    this.#sizeBytes += segment.sizeBytes - queued.sizeBytes;
    queued.sizeBytes = segment.sizeBytes;
    this.#taken.push({ queued, segment });
    return segment;
  }

  async #untilWoken(delayMs: number | undefined): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const cancel = delayMs === undefined ? undefined : this.#schedule(resolve, delayMs);
    await promise;
    cancel?.();
    this.#wake = undefined;
  }
}
