// Accepted lines waiting to be read for the live tail, within a bound on bytes. When it is full the largest batch
// gives way first, so that a flood costs itself and not the quiet services beside it.
import { decodeLine, type LineDefaults } from '@groundcrew/model';
import { countLines } from '@groundcrew/wal';

interface Batch {
  lines: Buffer;
  defaults: LineDefaults;
  /** Where the next line starts. */
  offset: number;
  /** Lines not read yet. */
  rows: number;
}

/** Batches beyond this give way even when they are small. */
const batchesMax = 4096;
const newline = 0x0a;

/** Lines in the order they were accepted. */
export class Backlog {
  readonly #bytesMax: number;
  #batches: Batch[] = [];
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get isEmpty(): boolean {
    return this.#batches.length === 0;
  }

  /** Adds lines; returns how many were given up to make room. */
  add(lines: Buffer, defaults: LineDefaults, rows = countLines(lines)): number {
    if (lines.length === 0) return 0;
    this.#batches.push({ lines, defaults, offset: 0, rows });
    this.#bytes += lines.length;
    let skipped = 0;
    while (this.#bytes > this.#bytesMax || this.#batches.length > batchesMax) {
      skipped += this.#dropLargest();
    }
    return skipped;
  }

  /** The next line that is not empty, or undefined when there is none. */
  next(): { line: string; defaults: LineDefaults } | undefined {
    for (let batch = this.#batches[0]; batch; batch = this.#batches[0]) {
      const line = takeLine(batch);
      if (batch.offset >= batch.lines.length) this.#remove(0);
      if (line !== '') return { line, defaults: batch.defaults };
    }
    return undefined;
  }

  clear(): void {
    this.#batches = [];
    this.#bytes = 0;
  }

  #dropLargest(): number {
    let largest = 0;
    let most = -1;
    this.#batches.forEach((batch, index) => {
      const remaining = batch.lines.length - batch.offset;
      if (remaining > most) [largest, most] = [index, remaining];
    });
    const dropped = this.#batches[largest];
    this.#remove(largest);
    return dropped ? Math.max(0, dropped.rows) : 0;
  }

  #remove(index: number): void {
    const [batch] = this.#batches.splice(index, 1);
    // A batch holds on to its whole buffer until its last line is read, so that is what it counts for.
    if (batch) this.#bytes -= batch.lines.length;
  }
}

function takeLine(batch: Batch): string {
  const found = batch.lines.indexOf(newline, batch.offset);
  const end = found === -1 ? batch.lines.length : found;
  const line = decodeLine(batch.lines.subarray(batch.offset, end));
  batch.offset = end + 1;
  if (line !== '') batch.rows -= 1;
  return line;
}
