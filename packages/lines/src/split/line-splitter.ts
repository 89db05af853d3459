// Bytes in chunks of any size → lines, in bounded memory whatever is printed. No I/O.

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** Bounds of a splitter, and where its lines go. */
export interface LineSplitterOptions {
  /** Longer lines are cut at the end of a character, and the rest of the line is skipped and counted. */
  maxLineBytes: number;
  /**
   * Called for each line in order, without its end. `skippedBytes` is not 0 for a line that was cut. The bytes may be
   * a part of the chunk or of the splitter's own memory: copy what must outlive the call.
   */
  readonly onLine: (line: Buffer, skippedBytes: number) => void;
}

/**
 * Splits a stream of bytes into lines. CRLF ends a line as LF does. A bare CR starts the line anew, as on a terminal:
 * of a progress bar its last state is kept. NUL and bytes that are no UTF-8 are bytes like any other.
 */
export class LineSplitter {
  readonly #maxBytes: number;
  readonly #onLine: LineSplitterOptions['onLine'];
  /** The start of a line that has no end yet: at most `maxBytes`, in memory that grows as needed. */
  #partial = Buffer.alloc(0);
  #length = 0;
  #skipped = 0;
  #hasPartial = false;
  /** A CR was the last byte: whether it ends the line or starts it anew is still open. */
  #isAfterReturn = false;
  #cutLines = 0;
  #skippedBytes = 0;

  constructor(options: LineSplitterOptions) {
    this.#maxBytes = options.maxLineBytes;
    this.#onLine = options.onLine;
  }

  /** Lines that were cut so far. */
  get cutLines(): number {
    return this.#cutLines;
  }

  /** Bytes of cut lines that were skipped so far. */
  get skippedBytes(): number {
    return this.#skippedBytes;
  }

  /** Whether a line has begun and not ended. */
  get hasPartial(): boolean {
    return this.#hasPartial;
  }

  /** Takes the next bytes. */
  push(chunk: Buffer): void {
    const hasReturns = chunk.includes(RETURN);
    let start = 0;
    let end = chunk.indexOf(NEWLINE);
    if (this.#hasPartial && end !== -1) {
      this.#keep(chunk.subarray(0, end), hasReturns);
      this.flush();
      start = end + 1;
      end = chunk.indexOf(NEWLINE, start);
    }
    while (end !== -1) {
      this.#whole(hasReturns ? lastState(chunk.subarray(start, end)) : chunk.subarray(start, end));
      start = end + 1;
      end = chunk.indexOf(NEWLINE, start);
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start), hasReturns);
  }

  /** Makes a line of what has no end yet: the stream has ended, or nothing followed for long. */
  flush(): void {
    if (!this.#hasPartial) return;
    const line = this.#partial.subarray(0, this.#length);
    const skipped = this.#skipped;
    this.#restart();
    this.#hasPartial = false;
    this.#emit(line, skipped);
    // The memory of one long line is not kept for ever.
    if (this.#partial.length > 65_536) this.#partial = Buffer.alloc(0);
  }

  #whole(line: Buffer): void {
    const skipped = line.length - this.#maxBytes;
    if (skipped <= 0) this.#onLine(line, 0);
    else this.#emit(line.subarray(0, this.#maxBytes), skipped);
  }

  #emit(line: Buffer, skipped: number): void {
    if (skipped === 0) {
      this.#onLine(line, 0);
      return;
    }
    const end = characterEnd(line);
    const all = skipped + line.length - end;
    this.#cutLines++;
    this.#skippedBytes += all;
    this.#onLine(line.subarray(0, end), all);
  }

  /** Takes bytes of a line whose end is not known, which have no LF among them. */
  #keep(bytes: Buffer, hasReturns: boolean): void {
    if (bytes.length === 0) return;
    this.#hasPartial = true;
    if (!hasReturns) {
      this.#append(bytes);
      return;
    }
    const text = lastState(bytes);
    const textEnd = text.byteOffset - bytes.byteOffset + text.length;
    const isAnew = textEnd > text.length;
    if (isAnew) this.#restart();
    if (text.length > 0) this.#append(text);
    if (textEnd < bytes.length) this.#isAfterReturn = true;
  }

  #append(bytes: Buffer): void {
    if (this.#isAfterReturn) this.#restart();
    const room = Math.min(this.#maxBytes - this.#length, bytes.length);
    this.#skipped += bytes.length - room;
    if (room === 0) return;
    this.#grow(this.#length + room);
    bytes.copy(this.#partial, this.#length, 0, room);
    this.#length += room;
  }

  #grow(length: number): void {
    if (length <= this.#partial.length) return;
    const size = Math.min(this.#maxBytes, Math.max(length, this.#partial.length * 2, 256));
    const larger = Buffer.allocUnsafe(size);
    this.#partial.copy(larger, 0, 0, this.#length);
    this.#partial = larger;
  }

  #restart(): void {
    this.#length = 0;
    this.#skipped = 0;
    this.#isAfterReturn = false;
  }
}

/** What a terminal would show last: the text before CRs at the end, from the CR before it on. */
function lastState(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === RETURN) end--;
  if (end === 0) return bytes.subarray(0, 0);
  const before = bytes.lastIndexOf(RETURN, end - 1);
  return bytes.subarray(before + 1, end);
}

/** Where the last whole character ends; bytes that are no UTF-8 stay as they are. */
function characterEnd(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
