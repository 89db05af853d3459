// Nanoseconds since the epoch, as two halves of 64 bits, to RFC 3339. Without big integers: this is done for every record.

const BILLION = 1_000_000_000;

/** Writes times; records of one second share most of the text. */
export class TimeText {
  #second = -1;
  #prefix = '';

  /** Such as `2026-11-21T12:00:00.123456789Z`. The last possible year is 2554. */
  of(high: number, low: number): string {
    let quotient = 0;
    let rest = 0;
    // Long division, 16 bits at a time, so that no step leaves the exact integers.
    for (const limb of [high >>> 16, high & 0xffff, low >>> 16, low & 0xffff]) {
      const value = rest * 65_536 + limb;
      quotient = quotient * 65_536 + Math.floor(value / BILLION);
      rest = value % BILLION;
    }
    if (quotient !== this.#second) {
      this.#second = quotient;
      this.#prefix = new Date(quotient * 1000).toISOString().slice(0, 20);
    }
    return `${this.#prefix}${String(rest).padStart(9, '0')}Z`;
  }
}
