// Tells a program that prints fast from others by what the reads bring. Such a program is read in larger pieces, for each
// read costs a wake-up; any other is passed on at once.

/** This much within this time is fast: no dialogue over pipes reaches it. */
const fastBytes = 256 * 1024;
const windowMs = 8;

/** Follows the reads of one stream. */
export class Burst {
  #startMs = 0;
  #bytes = 0;
  #isFast = false;

  /** True when the program prints fast, as of the read that brought `count` bytes at `nowMs`. */
  note(count: number, nowMs: number): boolean {
    this.#bytes += count;
    const elapsedMs = nowMs - this.#startMs;
    if (elapsedMs < windowMs) return this.#isFast;
    this.#isFast = this.#bytes * windowMs >= fastBytes * elapsedMs;
    this.#startMs = nowMs;
    this.#bytes = 0;
    return this.#isFast;
  }
}
