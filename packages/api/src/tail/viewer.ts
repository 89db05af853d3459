// One viewer's end of the live tail: a bounded queue of finished events in front of a socket.
import { Readable } from 'node:stream';
import { greeting, skippedEvent } from './events.ts';

/** A stream of events that drops and counts what its reader does not take in time. */
export class Viewer extends Readable {
  readonly #queueBytesMax: number;
  readonly #nowMs: () => number;
  #queue: Buffer[] = [greeting];
  #queueBytes = greeting.length;
  #overload = 0;
  #missed = 0;
  #wantsMore = false;
  #lastReadMs: number;

  constructor(queueBytesMax: number, nowMs: () => number) {
    super({ highWaterMark: 16 * 1024 });
    this.#queueBytesMax = queueBytesMax;
    this.#nowMs = nowMs;
    this.#lastReadMs = nowMs();
  }

  /** How long the reader has left events lying. */
  get stalledMs(): number {
    const isIdle = this.#queue.length === 0 && this.readableLength === 0;
    return isIdle ? 0 : this.#nowMs() - this.#lastReadMs;
  }

  /**
   * Queues events, joined; false when there was no room and all were dropped. An empty queue takes any amount, so that
   * a large event reaches who keeps up.
   */
  queue(events: Buffer, count: number): boolean {
    if (this.#queueBytes > 0 && this.#queueBytes + events.length > this.#queueBytesMax) {
      this.#missed += count;
      return false;
    }
    this.#addSkipped();
    this.#add(events);
    return true;
  }

  /** Notes lines that nobody read. */
  skip(lines: number): void {
    this.#overload += lines;
  }

  /** Queues the notice of what was skipped, if anything was and nothing else waits. */
  flushSkipped(): void {
    if (this.#queue.length === 0) this.#addSkipped();
  }

  /** Queues a comment unless events wait already. */
  comment(bytes: Buffer): void {
    this.flushSkipped();
    if (this.#queue.length === 0) this.#add(bytes);
  }

  /** Ends the stream after what is queued. */
  end(): void {
    this.#queue.push(endMark);
    this.#flow();
  }

  override _read(): void {
    this.#wantsMore = true;
    this.#lastReadMs = this.#nowMs();
    this.#flow();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#queue = [];
    this.#queueBytes = 0;
    done(error);
  }

  #addSkipped(): void {
    if (this.#overload > 0) this.#add(skippedEvent(this.#overload, 'overload'));
    this.#overload = 0;
    if (this.#missed > 0) this.#add(skippedEvent(this.#missed, 'slow-reader'));
    this.#missed = 0;
  }

  #add(bytes: Buffer): void {
    if (this.destroyed) return;
    if (this.stalledMs === 0) this.#lastReadMs = this.#nowMs();
    this.#queue.push(bytes);
    this.#queueBytes += bytes.length;
    this.#flow();
  }

  #flow(): void {
    if (!this.#wantsMore || this.#queue.length === 0) return;
    const queue = this.#queue;
    this.#queue = [];
    this.#queueBytes = 0;
    const isLast = queue.at(-1) === endMark;
    if (isLast) queue.pop();
    // One push for all: few writes, and the stream's own buffer stays at most one queue long.
    this.#wantsMore = this.push(queue.length === 1 ? queue[0] : Buffer.concat(queue));
    if (isLast) this.push(null);
  }
}

const endMark = Buffer.alloc(0);
