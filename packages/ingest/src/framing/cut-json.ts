// Makes a JSON object that is too long or too deep fit: long strings are shortened, deep values become JSON text,
// and what still does not fit is left off at the end. The attribute `groundcrew.cut` holds the original size.
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  skipBlanks,
  utf8Boundary,
} from './bytes.ts';
import { cutString } from './cut-string.ts';
import { JsonScanner, stringEnd, wordEnd } from './json-scanner.ts';
import type { LineLimits } from './lines.ts';
import { stringBudget } from './string-budget.ts';

/** The object cut to the limits; undefined if the line is no JSON object, or holds to them already. */
export function cutJson(line: Buffer, limits: LineLimits): Buffer | undefined {
  const start = skipBlanks(line, 0, line.length);
  const scanner = new JsonScanner(line);
  const end = scanner.valueEnd(start, line.length);
  if (end < 0 || skipBlanks(line, end, line.length) < line.length) return undefined;
  const isTooLong = line.length > limits.maxLineBytes;
  if (!isTooLong && scanner.deepest <= limits.maxDepth) return undefined;
  return new JsonCutter(line.subarray(start, end), line.length, limits).cut();
}

/** One walk over a valid object. `#safe…` is the last point at which the output could be closed and be JSON. */
class JsonCutter {
  readonly #source: Buffer;
  readonly #scanner: JsonScanner;
  readonly #limits: LineLimits;
  readonly #output: Buffer;
  readonly #open: number[] = [];
  readonly #stringBytesMax: number;
  readonly #bytesMax: number;
  #length = 0;
  #safeLength: number;
  #safeDepth = 1;
  #isKeyNext = false;

  constructor(source: Buffer, originalBytes: number, limits: LineLimits) {
    this.#source = source;
    this.#scanner = new JsonScanner(source);
    this.#limits = limits;
    this.#output = Buffer.allocUnsafe(limits.maxLineBytes);
    this.#length = this.#output.write(`{"groundcrew.cut":${originalBytes}`);
    this.#safeLength = this.#length;
    // Room for a closing bracket for each level.
    this.#bytesMax = limits.maxLineBytes - limits.maxDepth;
    this.#stringBytesMax = stringBudget(source, this.#bytesMax - this.#length - 1);
  }

  cut(): Buffer {
    this.#open.push(CLOSE_BRACE);
    const first = skipToToken(this.#source, 1);
    let isWhole = this.#source[first] === CLOSE_BRACE || this.#byte(COMMA);
    this.#isKeyNext = true;
    for (let at = first; isWhole && at < this.#source.length;) {
      const end = this.#token(at);
      isWhole = end >= 0;
      at = skipToToken(this.#source, end);
    }
    return this.#closed();
  }

  /** Writes the token at `at` and returns the index after it, or -1 when there is no room left. */
  #token(at: number): number {
    const byte = this.#source[at] ?? 0;
    if (byte === QUOTE) return this.#string(at);
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) return this.#container(at, byte);
    if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      return this.#close(byte) ? at + 1 : -1;
    }
    if (byte === COMMA || byte === COLON) {
      this.#isKeyNext = byte === COMMA && this.#open.at(-1) === CLOSE_BRACE;
      return this.#byte(byte) ? at + 1 : -1;
    }
    const end = wordEnd(this.#source, at, this.#source.length);
    if (!this.#bytes(this.#source.subarray(at, end))) return -1;
    this.#markSafe();
    return end;
  }

  #string(at: number): number {
    const end = stringEnd(this.#source, at, this.#source.length);
    const isKey = this.#isKeyNext;
    if (!this.#bytes(cutString(this.#source.subarray(at, end), this.#stringBytesMax))) return -1;
    if (!isKey) this.#markSafe();
    return end;
  }

  #container(at: number, byte: number): number {
    if (this.#open.length === this.#limits.maxDepth) return this.#deepValue(at);
    this.#open.push(byte === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET);
    this.#isKeyNext = byte === OPEN_BRACE;
    return this.#byte(byte) ? at + 1 : -1;
  }

  /** A value below the deepest level becomes a string that holds its JSON text. */
  #deepValue(at: number): number {
    const end = this.#scanner.valueEnd(at, this.#source.length);
    const room = Math.min(this.#stringBytesMax, this.#bytesMax - this.#length);
    const kept = utf8Boundary(this.#source, Math.min(end, at + room));
    const text = Buffer.from(JSON.stringify(this.#source.toString('utf8', at, kept)));
    if (!this.#bytes(cutString(text, room))) return -1;
    this.#markSafe();
    return end;
  }

  #close(byte: number): boolean {
    if (!this.#byte(byte)) return false;
    this.#open.pop();
    this.#markSafe();
    return true;
  }

  #byte(byte: number): boolean {
    if (this.#length + 1 > this.#bytesMax) return false;
    this.#output[this.#length++] = byte;
    return true;
  }

  #bytes(bytes: Buffer): boolean {
    if (this.#length + bytes.length > this.#bytesMax) return false;
    bytes.copy(this.#output, this.#length);
    this.#length += bytes.length;
    return true;
  }

  #markSafe(): void {
    this.#safeLength = this.#length;
    this.#safeDepth = this.#open.length;
  }

  /** The output up to the last safe point, with everything closed that was open there. */
  #closed(): Buffer {
    let length = this.#safeLength;
    for (let depth = this.#safeDepth; depth > 0; depth--) {
      this.#output[length++] = this.#open[depth - 1] ?? CLOSE_BRACE;
    }
    return this.#output.subarray(0, length);
  }
}

function skipToToken(bytes: Buffer, from: number): number {
  return skipBlanks(bytes, from, bytes.length);
}
