// Reads one JSON object into its members without losing what JSON.parse loses: the order and repetition of keys, and
// the digits of integers. Accepts what the store's parser accepts (simdjson: integers of 64 bits, finite doubles, no
// lone surrogates) and writes values in the store's canonical form. https://www.rfc-editor.org/rfc/rfc8259
import { quoteJson } from './json-text.ts';

/** Key and value, the value as canonical JSON text. */
export type Member = readonly [key: string, json: string];

/** Objects and arrays inside each other, empty ones not counted. */
const depthMax = 1023;

const blanks = /[ \t\n\r]*/y;
// oxlint-disable-next-line no-control-regex -- JSON forbids them in strings.
const needsDecoding = /[\\\u0000-\u001f]/;
const numberText = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?(?![0-9A-Za-z.+-])/y;
const literal = /(?:true|false|null)/y;

const integerMin = -(2n ** 63n);
const integerMax = 2n ** 64n - 1n;

/** The members of the object that is the whole text; undefined when the text is not an object that is accepted. */
export function parseMembers(text: string): Member[] | undefined {
  const reader = new Reader(text.startsWith('\ufeff') ? text.slice(1) : text);
  try {
    return reader.document();
  } catch (error) {
    if (error === refused) return undefined;
    throw error;
  }
}

const refused = new Error('the text is not a JSON object');

class Reader {
  readonly #text: string;
  #position = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): Member[] {
    this.#skipBlanks();
    if (this.#text[this.#position] !== '{') throw refused;
    const members: Member[] = [];
    this.#object((key, json) => members.push([key, json]));
    if (this.#position !== this.#text.length) throw refused;
    return members;
  }

  #value(): string {
    switch (this.#text[this.#position]) {
      case '"':
        return quoteJson(this.#string());
      case '{': {
        const parts: string[] = [];
        this.#object((key, json) => parts.push(`${quoteJson(key)}:${json}`));
        return `{${parts.join(',')}}`;
      }
      case '[': {
        const parts: string[] = [];
        this.#list(']', () => parts.push(this.#value()));
        return `[${parts.join(',')}]`;
      }
      case 't':
      case 'f':
      case 'n':
        return this.#match(literal)[0];
      default:
        return this.#number();
    }
  }

  #object(take: (key: string, json: string) => void): void {
    this.#list('}', () => {
      const key = this.#string();
      this.#skipBlanks();
      this.#expect(':');
      take(key, this.#value());
    });
  }

  /** Members or elements between this bracket and the closing one, and the blanks after it. */
  #list(close: string, readItem: () => void): void {
    this.#position++;
    this.#skipBlanks();
    if (this.#text[this.#position] === close) return this.#expect(close);
    if (++this.#depth > depthMax) throw refused;
    for (;;) {
      readItem();
      this.#skipBlanks();
      if (this.#text[this.#position] !== ',') break;
      this.#expect(',');
    }
    this.#depth--;
    this.#expect(close);
  }

  #expect(character: string): void {
    if (this.#text[this.#position] !== character) throw refused;
    this.#position++;
    this.#skipBlanks();
  }

  #string(): string {
    if (this.#text[this.#position] !== '"') throw refused;
    const start = this.#position;
    let end = this.#text.indexOf('"', start + 1);
    const plain = this.#text.slice(start + 1, end);
    if (end !== -1 && !needsDecoding.test(plain)) {
      this.#position = end + 1;
      return plain;
    }
    while (end !== -1 && isEscaped(this.#text, end)) end = this.#text.indexOf('"', end + 1);
    if (end === -1) throw refused;
    this.#position = end + 1;
    return decodeString(this.#text.slice(start, end + 1));
  }

  #number(): string {
    const [text, fraction, exponent] = this.#match(numberText);
    if (fraction !== undefined || exponent !== undefined) {
      const number = Number(text);
      if (!Number.isFinite(number)) throw refused;
      return Object.is(number, -0) ? '-0' : String(number).replace('e+', 'e');
    }
    if (text.length < 16) return text === '-0' ? '0' : text;
    if (text.length > 20) throw refused;
    const integer = BigInt(text);
    if (integer < integerMin || integer > integerMax) throw refused;
    return text;
  }

  #match(expression: RegExp): RegExpExecArray {
    expression.lastIndex = this.#position;
    const found = expression.exec(this.#text);
    if (!found) throw refused;
    this.#position = expression.lastIndex;
    return found;
  }

  #skipBlanks(): void {
    const code = this.#text.charCodeAt(this.#position);
    if (code > 32 || Number.isNaN(code)) return;
    blanks.lastIndex = this.#position;
    blanks.exec(this.#text);
    this.#position = blanks.lastIndex;
  }
}

/** Whether the quote at this place stands after an odd number of backslashes. */
function isEscaped(text: string, quote: number): boolean {
  let start = quote;
  while (text[start - 1] === '\\') start--;
  return (quote - start) % 2 === 1;
}

function decodeString(json: string): string {
  let text: string;
  try {
    text = String(JSON.parse(json));
  } catch {
    throw refused;
  }
  if (!text.isWellFormed()) throw refused;
  return text;
}
