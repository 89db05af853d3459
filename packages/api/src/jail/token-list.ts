// Tokens by index, and what their neighbours say about them.
import { refused, type Token } from './tokens.ts';
import { operatorWords } from './words.ts';

/** The tokens of one query. Any index may be asked for. */
export class TokenList {
  readonly #tokens: readonly Token[];

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get length(): number {
    return this.#tokens.length;
  }

  get last(): Token | undefined {
    return this.#tokens.at(-1);
  }

  find(index: number): Token | undefined {
    return this.#tokens[index];
  }

  /** The token there. Throws `sql-refused` behind the end. */
  at(index: number): Token {
    const token = this.#tokens[index];
    if (!token) throw refused('it ends too early', this.last?.position ?? 0);
    return token;
  }

  /** The token's text; that of quoted names and strings never looks like a bracket or a dot. */
  text(index: number): string | undefined {
    const token = this.#tokens[index];
    return token?.kind === 'name' || token?.kind === 'text' ? ` ${token.text}` : token?.text;
  }

  /** The unquoted word there in capitals, or "". */
  word(index: number): string {
    return this.#tokens[index]?.word ?? '';
  }

  /** The parts of `a.b.c` that begin here, and the index after them. */
  compound(index: number): { parts: string[]; end: number } {
    const parts = [this.at(index).text];
    let end = index + 1;
    while (this.text(end) === '.') {
      parts.push(this.at(end + 1).text);
      end += 2;
    }
    return { parts, end };
  }

  /** Whether a value or table can end with this token. */
  isOperand(index: number): boolean {
    const token = this.#tokens[index];
    if (!token) return false;
    if (token.kind === 'symbol') return [')', ']', '*'].includes(token.text);
    return !operatorWords.has(token.word);
  }

  /** `x IS [NOT] DISTINCT FROM y` and `ORDER BY x WITH FILL FROM y`. */
  isFromOfOperator(index: number): boolean {
    const before = this.word(index - 1);
    if (before === 'FILL') return this.word(index - 2) === 'WITH';
    const is = this.word(index - 2) === 'NOT' ? index - 3 : index - 2;
    return before === 'DISTINCT' && this.word(is) === 'IS' && this.isOperand(is - 1);
  }

  /** Whether a keyword here can be one: at the start of its level, behind a value, or behind one of these words. */
  mayFollow(index: number, words: ReadonlySet<string>): boolean {
    const before = this.text(index - 1);
    const isStart = before === undefined || before === '(';
    return isStart || words.has(this.word(index - 1)) || this.isOperand(index - 1);
  }
}
