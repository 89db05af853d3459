// Reads ClickHouse's format JSONCompact as it comes: `{"meta": […], "data": [[…], …], "rows": …, "statistics": {…}}`.

/** Cuts the text into the values of its members; those of `data` one row at a time. */
export class JsonCompactReader {
  readonly #onMember: (name: string, text: string) => void;
  readonly #onRow: (text: string) => void;
  #held = '';
  /** Where in `#held` the search goes on. */
  #at = 0;
  #start = 0;
  #depth = 0;
  #isText = false;
  #member = '';
  #hasName = false;

  constructor(handlers: {
    readonly onMember: (name: string, text: string) => void;
    readonly onRow: (text: string) => void;
  }) {
    this.#onMember = handlers.onMember;
    this.#onRow = handlers.onRow;
  }

  /** Takes the next piece, cut anywhere. */
  push(piece: string): void {
    this.#held += piece;
    for (;;) {
      const at = this.#next();
      if (at === -1) break;
      this.#token(at);
    }
    this.#held = this.#held.slice(this.#start);
    this.#at -= this.#start;
    this.#start = 0;
  }

  /** The index of the next character that means something, which is passed. */
  #next(): number {
    const pattern = this.#isText ? inText : outsideText;
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#held);
    // A backslash needs the character behind it.
    if (!found || (found[0] === '\\' && found.index + 1 >= this.#held.length)) {
      this.#at = found ? found.index : this.#held.length;
      return -1;
    }
    this.#at = found.index + (found[0] === '\\' ? 2 : 1);
    return found.index;
  }

  #token(at: number): void {
    const character = this.#held[at];
    if (character === '"') this.#isText = !this.#isText;
    else if (character === '{' || character === '[') this.#open(at);
    else if (character === '}' || character === ']') this.#close(at);
    else if (character === ':' && this.#depth === 1 && !this.#hasName) this.#name(at);
    else if (character === ',' && this.#depth === 1) this.#end(at);
  }

  #open(at: number): void {
    this.#depth += 1;
    const isRow = this.#depth === 3 && this.#member === 'data';
    if (this.#depth === 1) this.#start = at + 1;
    else if (isRow) this.#start = at;
  }

  #close(at: number): void {
    this.#depth -= 1;
    if (this.#depth === 2 && this.#member === 'data') {
      this.#onRow(this.#held.slice(this.#start, at + 1));
      this.#start = at + 1;
    } else if (this.#depth === 0) this.#end(at);
  }

  #name(at: number): void {
    this.#member = this.#held.slice(this.#start, at).trim().slice(1, -1);
    this.#hasName = true;
    this.#start = at + 1;
  }

  #end(at: number): void {
    if (this.#hasName && this.#member !== 'data')
      this.#onMember(this.#member, this.#held.slice(this.#start, at).trim());
    this.#hasName = false;
    this.#member = '';
    this.#start = at + 1;
  }
}

const inText = /["\\]/g;
const outsideText = /["{}[\]:,]/g;
