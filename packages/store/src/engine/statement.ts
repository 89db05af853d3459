// What the front must know of a statement to run it: what kind it is, where its FORMAT clause and its data are, and
// where `input()` stands. Positions are in the text as given (one character a byte).
import { exception } from './exception.ts';
import { type Token, tokens } from './sql-tokens.ts';

/** A statement that does not take data from the request's body. */
export interface PlainStatement {
  /** `select` answers with rows and may be long; `insert` writes; `kill` is KILL QUERY; `other` is everything else. */
  kind: 'select' | 'insert' | 'kill' | 'other';
  format: FormatClause | undefined;
  /** Where the text ends without a closing semicolon and comments. */
  end: number;
}

/** An INSERT whose rows follow it. */
export interface DataInsert {
  kind: 'insert-data';
  format: string;
  /** Everything before the clause that names the format, or for VALUES before that word. */
  end: number;
  /** Where the rows start, if some are in the text itself. */
  dataStart: number;
  /** Where `SETTINGS …` starts when it stands before the format: `FROM INFILE` goes in front of it. */
  settingsStart: number | undefined;
  /** The calls of `input(…)`, outermost positions of name and bracket; none: the rows go straight in. */
  inputs: readonly InputCall[];
}

export interface FormatClause {
  name: string;
  start: number;
}

export interface InputCall {
  start: number;
  end: number;
  /** What stands between the brackets: the structure, as a literal. */
  structure: string;
}

export type Statement = PlainStatement | DataInsert;

/** Finds out what a query is. Throws SYNTAX_ERROR for several statements, and for files the front does not allow. */
export function analyse(sql: string): Statement {
  const all = tokens(sql);
  const first = all.next().value;
  if (!first) throw exception('SYNTAX_ERROR', 'Empty query');
  if (first.text === 'INSERT') return insertStatement(sql, all);
  const insert = first.text === 'WITH' ? insertAfterWith(sql) : undefined;
  if (insert) return insertStatement(sql, tokens(sql, insert.end));
  const second = tokens(sql, first.end).next().value;
  const isKill = first.text === 'KILL' && second?.text === 'QUERY';
  const kind = selectWords.has(first.text) ? 'select' : isKill ? 'kill' : 'other';
  return { kind, ...restOfStatement(sql, first, all) };
}

const selectWords = new Set(['SELECT', 'WITH', 'FROM', '(']);

/** Reads to the end of the only statement: where it ends, and its FORMAT clause. */
function restOfStatement(sql: string, first: Token, rest: Iterable<Token>) {
  const format = new TrailingFormat(sql);
  let previous = first;
  let ended = false;
  for (const token of rest) {
    if (token.text === ';') {
      ended = true;
      continue;
    }
    if (ended) {
      throw exception('SYNTAX_ERROR', 'Syntax error (Multi-statements are not allowed)');
    }
    if (token.text === 'OUTFILE' && previous.text === 'INTO') {
      throw exception('INTO_OUTFILE_NOT_ALLOWED', 'INTO OUTFILE is not allowed');
    }
    format.next(token, previous);
    previous = token;
  }
  return { format: format.clause, end: previous.end };
}

/** Finds the last `FORMAT name` outside brackets that only `SETTINGS …` follows. */
class TrailingFormat {
  readonly #sql: string;
  #start: number | undefined;
  #name: string | undefined;
  #settings = false;

  constructor(sql: string) {
    this.#sql = sql;
  }

  next(token: Token, previous: Token): void {
    if (this.#start !== undefined && this.#name === undefined && token.kind === 'word') {
      this.#name = this.#sql.slice(token.start, token.end);
    } else if (this.#name !== undefined && token.text === 'SETTINGS') {
      this.#settings = true;
    } else if (isClause('FORMAT', token, previous)) {
      this.#start = token.start;
      this.#name = undefined;
      this.#settings = false;
    } else if (!this.#settings) {
      this.#start = undefined;
      this.#name = undefined;
    }
  }

  get clause(): FormatClause | undefined {
    if (this.#start === undefined || this.#name === undefined) return undefined;
    return { name: this.#name, start: this.#start };
  }
}

/** `WITH … INSERT INTO …`: the INSERT, if there is one outside brackets. */
function insertAfterWith(sql: string): Token | undefined {
  let previous: Token | undefined;
  for (const token of tokens(sql)) {
    if (token.text === 'INTO' && previous?.text === 'INSERT' && token.depth === 0) return previous;
    previous = token;
  }
  return undefined;
}

function insertStatement(sql: string, rest: Generator<Token, undefined>): Statement {
  const next = () => rest.next().value;
  let token = skipTarget(next);
  let settingsStart: number | undefined;
  let last: Token | undefined = token;
  while (token) {
    last = token;
    if (token.depth === 0) {
      if (token.text === 'VALUES') {
        return dataInsert('Values', token.start, token.end, settingsStart);
      }
      if (token.text === 'FORMAT') {
        const name = next();
        if (name?.kind !== 'word')
          throw exception('SYNTAX_ERROR', 'Expected a format after FORMAT');
        const format = sql.slice(name.start, name.end);
        return dataInsert(format, token.start, dataStart(sql, name.end), settingsStart);
      }
      if (token.text === 'SELECT' || token.text === 'WITH') return insertSelect(sql, token, rest);
      if (token.text === '(' && isQuery(sql, token)) return insertSelect(sql, token, rest);
      if (token.text === 'FROM') {
        throw exception('NOT_IMPLEMENTED', 'Query has infile and was send directly to server');
      }
      if (token.text === 'SETTINGS') settingsStart = token.start;
      if (token.text === ';') throw exception('SYNTAX_ERROR', 'Expected VALUES, FORMAT or SELECT');
    }
    token = next();
  }
  return { kind: 'insert', format: undefined, end: last?.end ?? sql.length };
}

function dataInsert(
  format: string,
  end: number,
  start: number,
  settingsStart: number | undefined,
): DataInsert {
  return { kind: 'insert-data', format, end, dataStart: start, settingsStart, inputs: [] };
}

/** Passes `INTO`, `TABLE`, and the table's name, whatever words it is made of; returns the token after them. */
function skipTarget(next: () => Token | undefined): Token | undefined {
  let token = next();
  if (token?.text === 'INTO') token = next();
  if (token?.text === 'TABLE') token = next();
  if (token?.text === 'FUNCTION') token = next();
  token = next();
  while (token?.text === '.') {
    next();
    token = next();
  }
  return token;
}

/** True for a bracket that holds a SELECT and not a list of columns. */
function isQuery(sql: string, bracket: Token): boolean {
  for (const token of tokens(sql, bracket.end)) {
    if (token.text !== '(') return token.text === 'SELECT' || token.text === 'WITH';
  }
  return false;
}

function insertSelect(sql: string, first: Token, rest: Generator<Token, undefined>): Statement {
  const inputs: InputCall[] = [];
  let call: { start: number; bracket: Token } | undefined;
  let previous = first;
  for (const token of tokens(sql, first.end)) {
    if (token.text === ';') break;
    if (call && token.text === ')' && token.depth === call.bracket.depth) {
      const structure = sql.slice(call.bracket.end, token.start).trim();
      inputs.push({ start: call.start, end: token.end, structure });
      if (inputs.length > maxInputs) throw exception('BAD_ARGUMENTS', 'Too many calls of input()');
      call = undefined;
    } else if (!call && token.text === '(' && previous.text === 'INPUT') {
      call = { start: previous.start, bracket: token };
    } else if (inputs.length > 0 && isClause('FORMAT', token, previous)) {
      const name = tokens(sql, token.end).next().value;
      if (name?.kind !== 'word') throw exception('SYNTAX_ERROR', 'Expected a format after FORMAT');
      const format = sql.slice(name.start, name.end);
      const base = dataInsert(format, token.start, dataStart(sql, name.end), undefined);
      return { ...base, inputs };
    }
    previous = token;
  }
  if (inputs.length > 0) {
    throw exception('BAD_ARGUMENTS', 'FORMAT must be specified for function input()');
  }
  return { kind: 'insert', ...restOfStatement(sql, first, rest) };
}

const maxInputs = 100;

/** Where data starts behind a format's name: after blanks and one line end, as ClickHouse's parser skips them. */
function dataStart(sql: string, nameEnd: number): number {
  let at = nameEnd;
  while (sql[at] === ' ' || sql[at] === '\t' || sql[at] === '\f') at++;
  if (sql[at] === ';') at++;
  if (sql[at] === '\r' && sql[at + 1] === '\n') return at + 2;
  return sql[at] === '\n' ? at + 1 : at;
}

/** Words after which an expression follows: what comes next is a name and not a clause. */
const beforeExpression = new Set(
  'SELECT DISTINCT BY AS WHERE PREWHERE HAVING QUALIFY AND OR NOT ON IN LIKE ILIKE BETWEEN IS CASE WHEN THEN ELSE FROM JOIN USING LIMIT OFFSET TOP INTERVAL'.split(
    ' ',
  ),
);

/** True when this word starts a clause here, rather than being somebody's column of that name. */
function isClause(word: string, token: Token, previous: Token | undefined): boolean {
  if (token.kind !== 'word' || token.text !== word || token.depth > 0 || !previous) return false;
  if (previous.kind === 'word') return !beforeExpression.has(previous.text);
  if (previous.kind === 'other') return ['', ')', ']', '}', '*'].includes(previous.text);
  return true;
}
