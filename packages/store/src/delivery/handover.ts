// A bounded queue between two lanes: one puts, the other takes everything there is.

/** Items on their way from one task to another. */
export class Handover<Item> {
  readonly #itemsMax: number;
  #items: Item[] = [];
  #isClosed = false;
  #wake: (() => void) | undefined;

  constructor(itemsMax: number) {
    this.#itemsMax = itemsMax;
  }

  /** Adds an item; waits while the queue is full. One caller at a time. False once closed: the item stays out. */
  async put(item: Item): Promise<boolean> {
    while (this.#items.length >= this.#itemsMax && !this.#isClosed) await this.#change();
    if (this.#isClosed) return false;
    this.#items.push(item);
    this.#changed();
    return true;
  }

  /** All items, at least one; none once closed and empty. One caller at a time. */
  async takeAll(): Promise<Item[]> {
    while (this.#items.length === 0 && !this.#isClosed) await this.#change();
    const items = this.#items;
    this.#items = [];
    this.#changed();
    return items;
  }

  /** Lets both sides end: what is in the queue can still be taken. */
  close(): void {
    this.#isClosed = true;
    this.#changed();
  }

  // Only one side can wait at a time: a queue is not full and empty at once.
  #change(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }

  #changed(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}
