// A program that writes a log, and what rotates it: every line it wrote is known.
import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { gzipSync, zstdCompressSync } from 'node:zlib';

/** How many rotated files are kept. */
const rotationsMax = 6;

/** Writes app.log in a folder. */
export class LogWriter {
  readonly log: string;
  readonly lines: string[] = [];
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
    if (!existsSync(this.log)) return;
    this.#shift();
    renameSync(this.log, `${this.log}.1`);
    // The writer goes on in the renamed file for a moment.
    appendFileSync(`${this.log}.1`, this.#take(this.#next(5)));
    writeFileSync(this.log, '');
  }

  rotateByCopy(): void {
    if (!existsSync(this.log)) return;
    this.finishLine();
    this.#shift();
    copyFileSync(this.log, `${this.log}.1`);
    truncateSync(this.log, 0);
  }

  /** As logrotate: the compressed file is whole before the plain one goes. */
  compress(number: number, isZstd: boolean): void {
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
    this.finishLine();
    rmSync(this.log, { force: true });
    this.append(1, 3);
  }

  /** Only to be called when everything has been read. */
  truncate(): void {
    if (existsSync(this.log)) truncateSync(this.log, 0);
  }

  #next(padding: number): string {
    const line = `${this.#run}-${this.lines.length} ${'x'.repeat(padding)}`;
    this.lines.push(line);
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
