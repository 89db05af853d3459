// How fast a program prints, from what the reads bring. A fast one is read in larger pieces, for each read costs a wake-up;
// any other is passed on at once.

/** Slower than this is not fast: no dialogue over pipes reaches it. */
const fastBytesPerMs = 32 * 1024;
const windowMs = 8;

/** Follows the reads of one stream. */
export class Burst {
  #startMs = 0;
  #bytes = 0;
  #bytesPerMs = 0;

  /** Bytes a millisecond as of the read that brought `count` of them at `nowMs`; 0 for a program that does not print fast. */
  note(count: number, nowMs: number): number {
    this.#bytes += count;
    const elapsedMs = nowMs - this.#startMs;
    if (elapsedMs < windowMs) return this.#bytesPerMs;
    const rate = this.#bytes / elapsedMs;
    this.#bytesPerMs = rate >= fastBytesPerMs ? rate : 0;
    this.#startMs = nowMs;
    this.#bytes = 0;
    return this.#bytesPerMs;
  }
}
