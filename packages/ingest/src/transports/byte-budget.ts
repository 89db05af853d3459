// A bound on the bytes that all requests together hold in memory.

/** Bytes shared by many; each holder gives back all it took at once. */
export class ByteBudget {
  used = 0;
  readonly maxBytes: number;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** Opens an account that holds nothing yet. */
  open(): ByteAccount {
    return new ByteAccount(this);
  }

  /** Takes bytes if there are so many left. */
  take(bytes: number): boolean {
    if (this.used + bytes > this.maxBytes) return false;
    this.used += bytes;
    return true;
  }

  give(bytes: number): void {
    this.used -= bytes;
  }
}

/** What one request holds of a budget. */
export class ByteAccount {
  readonly #budget: ByteBudget;
  #held = 0;

  constructor(budget: ByteBudget) {
    this.#budget = budget;
  }

  /** Takes more; false if the budget is used up. */
  take(bytes: number): boolean {
    if (!this.#budget.take(bytes)) return false;
    this.#held += bytes;
    return true;
  }

  /** Makes sure that at least so many are held. */
  hold(bytes: number): boolean {
    return bytes <= this.#held || this.take(bytes - this.#held);
  }

  /** Gives everything back; may be called again. */
  close(): void {
    this.#budget.give(this.#held);
    this.#held = 0;
  }
}
