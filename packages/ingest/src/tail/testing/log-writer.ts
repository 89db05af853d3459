// A program that writes a log, and what rotates it: every line it wrote is known.
import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { gzipSync, zstdCompressSync } from 'node:zlib';

/** How many rotated files are kept: more than one life has rotations. */
const rotationsMax = 30;

/** Writes app.log in a folder. */
export class LogWriter {
  readonly log: string;
  readonly lines: string[] = [];
  /** Lines that only a reader saw which was quick: written after the copy was made, before the truncation. */
  readonly fleeting = new Set<string>();
  #copy: { fd: number; size: number; isWhole: boolean } | undefined;
  #partial = '';
  readonly #run = randomBytes(3).toString('hex');

  constructor(folder: string) {
    this.log = `${folder}/app.log`;
  }

  append(count: number, padding: number): void {
    let text = '';
    for (let n = 0; n < count; n++) text += this.#next(padding);
    this.#write(text);
  }

  /** The start of a line, whose end comes with the next write. */
  appendPart(): void {
    const line = this.#next(10);
    const at = Math.floor(line.length / 2);
    this.#write(line.slice(0, at));
    this.#partial = line.slice(at);
  }

  /** A line in several pieces ends before anything else happens to the file. */
  finishLine(): void {
    if (this.#partial !== '') this.#write('');
  }

  rotateByRename(): void {
    this.truncateCopied();
    if (!existsSync(this.log)) return;
    this.#shift();
    renameSync(this.log, `${this.log}.1`);
    // The writer goes on in the renamed file for a moment.
    appendFileSync(`${this.log}.1`, this.#take(this.#next(5)));
    writeFileSync(this.log, '');
  }

  /** The first step of copytruncate: names are shifted, and the copy is there, empty. */
  beginCopy(): void {
    if (this.#copy || !existsSync(this.log)) return;
    this.#shift();
    this.#copy = { fd: openSync(`${this.log}.1`, 'w'), size: 0, isWhole: false };
  }

  /** Its second step, piece by piece. Lines may be written meanwhile. */
  copySome(bytesMax: number): void {
    if (!this.#copy || this.#copy.isWhole) return;
    const bytes = readFileSync(this.log).subarray(this.#copy.size).subarray(0, bytesMax);
    this.#copy.size += writeSync(this.#copy.fd, bytes);
  }

  /** The copy is made, the log is not yet truncated. */
  copyAll(): void {
    this.finishLine();
    this.beginCopy();
    this.copySome(Number.POSITIVE_INFINITY);
    if (this.#copy) this.#copy.isWhole = true;
  }

  /** Its last step. Does nothing when no copy was begun. */
  truncateCopied(): void {
    if (!this.#copy) return;
    this.copyAll();
    this.finishLine();
    closeSync(this.#copy.fd);
    this.#copy = undefined;
    truncateSync(this.log, 0);
  }

  /** Leaves a copy as it is. */
  close(): void {
    if (this.#copy) closeSync(this.#copy.fd);
    this.#copy = undefined;
  }

  /** All of copytruncate at once. */
  rotateByCopy(): void {
    this.beginCopy();
    this.truncateCopied();
  }

  /** As logrotate: the compressed file is whole before the plain one goes. */
  compress(number: number, isZstd: boolean): void {
    if (number === 1) this.truncateCopied();
    const file = `${this.log}.${number}`;
    if (!existsSync(file)) return;
    const bytes = readFileSync(file);
    writeFileSync(
      `${file}.${isZstd ? 'zst' : 'gz'}`,
      isZstd ? zstdCompressSync(bytes) : gzipSync(bytes),
    );
    rmSync(file);
  }

  /** Only to be called when everything has been read. */
  recreate(): void {
    this.truncateCopied();
    this.finishLine();
    rmSync(this.log, { force: true });
    this.append(1, 3);
  }

  /** Only to be called when everything has been read. */
  truncate(): void {
    this.truncateCopied();
    if (existsSync(this.log)) truncateSync(this.log, 0);
  }

  #next(padding: number): string {
    const line = `${this.#run}-${this.lines.length}-${this.fleeting.size} ${'x'.repeat(padding)}`;
    if (this.#copy?.isWhole === true) this.fleeting.add(line);
    else this.lines.push(line);
    return `${line}\n`;
  }

  #write(text: string): void {
    appendFileSync(this.log, this.#take(text));
  }

  #take(text: string): string {
    const whole = this.#partial + text;
    this.#partial = '';
    return whole;
  }

  #shift(): void {
    for (let n = rotationsMax; n >= 1; n--) {
      for (const ending of ['', '.gz', '.zst']) {
        const from = `${this.log}.${n}${ending}`;
        if (!existsSync(from)) continue;
        if (n === rotationsMax) rmSync(from);
        else renameSync(from, `${this.log}.${n + 1}${ending}`);
      }
    }
  }
}
