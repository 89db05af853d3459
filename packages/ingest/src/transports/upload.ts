// Reads one request's body into memory, within its bounds. No promise and no stream machinery: this is the hot path.
import type { Readable } from 'node:stream';
import { refusals } from '../errors.ts';
import type { ByteAccount } from './byte-budget.ts';

/** Uploads are given this long before their speed is looked at. */
const SLOW_START_MS = 10_000;

/** True for an upload that has had its time to start and does not reach the speed. */
export function isTooSlow(upload: Upload, minBytesPerSecond: number, nowMs: number): boolean {
  const elapsedMs = nowMs - upload.startedMs;
  if (elapsedMs < SLOW_START_MS) return false;
  return upload.receivedBytes * 1000 < minBytesPerSecond * elapsedMs;
}

/** How an upload ends; each upload calls exactly one of them, once. */
export interface UploadEvents {
  complete(body: Buffer): void;
  /** The body breaks a bound; the request can still be answered. */
  refused(error: Error): void;
  /** The client went away. */
  aborted(): void;
}

/** One body on its way in. */
export class Upload {
  readonly startedMs: number;
  receivedBytes = 0;
  readonly #account: ByteAccount;
  readonly #maxBytes: number;
  readonly #events: UploadEvents;
  #chunks: Buffer[] = [];
  #isOver = false;

  constructor(
    request: Readable,
    bounds: { account: ByteAccount; maxBytes: number; nowMs: number },
    events: UploadEvents,
  ) {
    this.#account = bounds.account;
    this.#maxBytes = bounds.maxBytes;
    this.startedMs = bounds.nowMs;
    this.#events = events;
    request.on('data', (chunk: Buffer) => this.#data(chunk));
    request.on('end', () => this.#end());
    request.on('close', () => this.#closed());
  }

  /** Ends the upload from outside. */
  refuse(error: Error): void {
    if (this.#finish()) this.#events.refused(error);
  }

  #data(chunk: Buffer): void {
    if (this.#isOver) return;
    this.receivedBytes += chunk.length;
    if (this.receivedBytes > this.#maxBytes) this.refuse(refusals.bodyTooLarge(this.#maxBytes));
    else if (!this.#account.hold(this.receivedBytes)) this.refuse(refusals.busy());
    else this.#chunks.push(chunk);
  }

  #end(): void {
    const chunks = this.#chunks;
    if (!this.#finish()) return;
    const [only] = chunks;
    const body = only && chunks.length === 1 ? only : Buffer.concat(chunks, this.receivedBytes);
    this.#events.complete(body);
  }

  #closed(): void {
    if (this.#finish()) this.#events.aborted();
  }

  #finish(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#chunks = [];
    return true;
  }
}
