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
  const rest = [...all];
  const inner = first.text === 'WITH' ? insertAfterWith(rest) : undefined;
  if (inner) return insertStatement(sql, tokens(sql, inner.end));
  return plainStatement(sql, first, rest);
}

const selectWords = new Set(['SELECT', 'WITH', 'FROM', '(']);

function plainStatement(sql: string, first: Token, rest: Token[]): PlainStatement {
  const list = withoutSemicolon([first, ...rest]);
  const last = list.at(-1) ?? first;
  refuseOutfile(list);
  const kind = selectWords.has(first.text)
    ? 'select'
    : first.text === 'KILL' && rest[0]?.text === 'QUERY'
      ? 'kill'
      : 'other';
  return { kind, format: trailingFormat(sql, list), end: last.end };
}

/** `WITH … INSERT INTO …`: the INSERT, if there is one outside brackets. */
function insertAfterWith(list: readonly Token[]): Token | undefined {
  return list.find(
    (token, index) =>
      token.depth === 0 && token.text === 'INSERT' && list[index + 1]?.text === 'INTO',
  );
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
  const list = [first];
  const inputs: InputCall[] = [];
  let call: { start: number; bracket: Token } | undefined;
  for (let step = rest.next(); step.value; step = rest.next()) {
    const token = step.value;
    const previous = list.at(-1);
    if (call && token.text === ')' && token.depth === call.bracket.depth) {
      const structure = sql.slice(call.bracket.end, token.start).trim();
      inputs.push({ start: call.start, end: token.end, structure });
      call = undefined;
    } else if (!call && token.text === '(' && previous?.text === 'INPUT') {
      call = { start: previous.start, bracket: token };
    } else if (inputs.length > 0 && isClause('FORMAT', token, previous)) {
      const name = rest.next().value;
      if (name?.kind !== 'word') throw exception('SYNTAX_ERROR', 'Expected a format after FORMAT');
      const format = sql.slice(name.start, name.end);
      const base = dataInsert(format, token.start, dataStart(sql, name.end), undefined);
      return { ...base, inputs };
    }
    list.push(token);
  }
  if (inputs.length > 0) {
    throw exception('BAD_ARGUMENTS', 'FORMAT must be specified for function input()');
  }
  const statement = withoutSemicolon(list);
  refuseOutfile(statement);
  return { kind: 'insert', format: undefined, end: statement.at(-1)?.end ?? first.end };
}

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

/** The last `FORMAT name` outside brackets that only `SETTINGS …` may follow. */
function trailingFormat(sql: string, list: readonly Token[]): FormatClause | undefined {
  for (let index = list.length - 2; index > 0; index--) {
    const token = list[index];
    if (!token || !isClause('FORMAT', token, list[index - 1])) continue;
    const name = list[index + 1];
    const after = list[index + 2];
    if (name?.kind !== 'word' || (after && after.text !== 'SETTINGS')) continue;
    return { name: sql.slice(name.start, name.end), start: token.start };
  }
  return undefined;
}

/** The list without a closing semicolon. Throws when a second statement follows one. */
function withoutSemicolon(list: readonly Token[]): Token[] {
  const index = list.findIndex((token) => token.text === ';' && token.kind === 'other');
  if (index < 0) return [...list];
  if (list.slice(index).some((token) => token.text !== ';')) {
    throw exception('SYNTAX_ERROR', 'Syntax error (Multi-statements are not allowed)');
  }
  return list.slice(0, index);
}

/** A query sent over HTTP does not write files. */
function refuseOutfile(list: readonly Token[]): void {
  const found = list.some(
    (token, index) => token.text === 'INTO' && list[index + 1]?.text === 'OUTFILE',
  );
  if (found) throw exception('INTO_OUTFILE_NOT_ALLOWED', 'INTO OUTFILE is not allowed');
}
