// Walks the tokens of one query: every call is of a listed function, every table one of ours or a subquery's name.
// Where a word could be taken as a keyword or as a name, the query is refused and the user asked to quote it.
import { isAllowedFunction, isAllowedTableFunction, isType } from './functions.ts';
import { type Level, openLevel } from './level.ts';
import { TokenList } from './token-list.ts';
import { refused, type Token } from './tokens.ts';
import {
  clauseWords,
  forbiddenDatabases,
  forbiddenWords,
  fromFunctions,
  literalWords,
  parenthesisWords,
  setOperators,
  structuralWords,
  withModifiers,
} from './words.ts';

const depthMax = 64;

/** Checks a query and returns the names its WITH clauses give to subqueries. Throws `sql-refused`. */
export function checkStatement(
  tokens: readonly Token[],
  tables: ReadonlySet<string>,
): ReadonlySet<string> {
  return new StatementCheck(tokens, tables).run();
}

class StatementCheck {
  readonly #tokens: TokenList;
  readonly #tables: ReadonlySet<string>;
  readonly #subqueryNames = new Set<string>();
  readonly #levels: Level[] = [];
  #level: Level = openLevel('query');
  /** True when the next token must begin a table. */
  #wantsTable = false;

  constructor(tokens: readonly Token[], tables: ReadonlySet<string>) {
    this.#tokens = new TokenList(tokens);
    this.#tables = tables;
  }

  run(): ReadonlySet<string> {
    let index = 0;
    while (index < this.#tokens.length) {
      index = this.#wantsTable ? this.#table(index) : this.#token(index);
    }
    const last = this.#tokens.last;
    if (this.#levels.length > 0) throw refused('a bracket is not closed', last?.position ?? 0);
    if (this.#wantsTable) throw refused('a table is missing', last?.position ?? 0);
    return this.#subqueryNames;
  }

  /** Handles one token and returns the index of the next. */
  #token(index: number): number {
    const token = this.#tokens.at(index);
    if (token.kind === 'symbol') this.#symbol(token, index);
    if (token.kind === 'word') this.#word(token, index);
    if (token.kind === 'name') this.#name(token, index);
    return index + 1;
  }

  #symbol(token: Token, index: number): void {
    if (token.text === '(') this.#open(index);
    if (token.text === '[') this.#push('brackets', token);
    if (token.text === ')' || token.text === ']') this.#close(token);
    if (token.text === ',' && this.#level.clause === 'tables') this.#wantsTable = true;
  }

  #word(token: Token, index: number): void {
    const { word } = token;
    const isCall = this.#tokens.text(index + 1) === '(';
    if (forbiddenWords.has(word))
      throw refused(`${word} is not allowed`, token.position, quoteHint);
    if (word === 'FORMAT' && !isCall)
      throw refused('FORMAT is not allowed', token.position, formatHint);
    const isNamePlace =
      this.#tokens.word(index - 1) === 'AS' || this.#tokens.text(index - 1) === '.';
    if (isNamePlace) {
      const isSubquery = word === 'MATERIALIZED' || (word === 'NOT' && !isCall);
      if (structuralWords.has(word) && !isSubquery) {
        throw refused(`${word} cannot be a name unquoted`, token.position, quoteHint);
      }
      this.#name(token, index);
      return;
    }
    this.#keyword(token, index);
    if (!(isCall && parenthesisWords.has(word))) this.#name(token, index);
  }

  #keyword(token: Token, index: number): void {
    if (token.word === 'SELECT') this.#select(token, index);
    if (token.word === 'WITH') this.#with(token, index);
    if (token.word === 'AS') this.#as(index);
    if (token.word === 'FROM') this.#from(index);
    if (token.word === 'JOIN') this.#join(token, index);
    if (token.word === 'IN') this.#in(token, index);
    if (token.word === 'APPLY') this.#apply(index);
    if (clauseWords.has(token.word)) this.#clause(token, index);
  }

  /** A name by itself, of a database, or of a function. */
  #name(token: Token, index: number): void {
    const next = this.#tokens.text(index + 1);
    const isFirstPart = this.#tokens.text(index - 1) !== '.';
    if (next === '.' && isFirstPart && forbiddenDatabases.has(token.text.toUpperCase())) {
      throw refused(`the database ${token.text} is not open to queries`, token.position);
    }
    if (next !== '(') return;
    const isKnown = isFirstPart && (isAllowedFunction(token.text) || isType(token.text));
    if (isKnown || (token.word !== '' && parenthesisWords.has(token.word) && isFirstPart)) return;
    throw refused(`the function ${token.text} is not allowed`, token.position, functionHint);
  }

  /** SELECT begins a level, or follows UNION and the like: once it is seen, commas part values and not tables. */
  #select(token: Token, index: number): void {
    const before = this.#tokens.word(index - 1);
    const level = this.#level;
    const isNext = setOperators.has(before);
    const isFirst = !level.hasSelect && (level.clause === 'none' || level.clause === 'with');
    const isFunction = level.hasFunctionFrom || level.kind === 'brackets';
    if ((!isNext && !isFirst) || isFunction || !this.#tokens.mayFollow(index, setOperators)) {
      throw refused('SELECT stands where it cannot', token.position, quoteHint);
    }
    level.hasSelect = true;
    level.clause = 'select';
  }

  #with(token: Token, index: number): void {
    if (withModifiers.has(this.#tokens.word(index + 1))) return;
    const before = this.#tokens.text(index - 1);
    const isStart =
      before === undefined || before === '(' || setOperators.has(this.#tokens.word(index - 1));
    if (!isStart) throw refused('WITH stands where it cannot', token.position, quoteHint);
    this.#level.clause = 'with';
  }

  /** `name AS (SELECT …)` in a WITH clause gives a subquery a name, for this level and those inside it. */
  #as(index: number): void {
    const named = this.#tokens.find(index - 1);
    let next = index + 1;
    while (this.#tokens.word(next) === 'NOT' || this.#tokens.word(next) === 'MATERIALIZED')
      next += 1;
    if (this.#level.clause !== 'with' || this.#tokens.text(next) !== '(' || !named) return;
    while (this.#tokens.text(next) === '(') next += 1;
    const isQuery = this.#tokens.word(next) === 'SELECT' || this.#tokens.word(next) === 'WITH';
    const isName =
      named.kind === 'name' || (named.kind === 'word' && !structuralWords.has(named.word));
    if (!isQuery || !isName || this.#tokens.text(index - 2) === '.') return;
    this.#level.names.add(named.text);
    this.#subqueryNames.add(named.text);
  }

  #from(index: number): void {
    if (this.#tokens.isFromOfOperator(index)) return;
    const isArgument = this.#level.kind === 'from function' && !this.#level.hasSelect;
    if (isArgument && this.#tokens.text(index - 1) !== '(') this.#level.hasFunctionFrom = true;
    else this.#expectTable();
  }

  #join(token: Token, index: number): void {
    if (this.#tokens.word(index - 1) !== 'ARRAY') {
      this.#expectTable();
      return;
    }
    const before = this.#tokens.word(index - 2);
    if (before !== 'LEFT' && before !== 'INNER' && !this.#tokens.isOperand(index - 2)) {
      throw refused('ARRAY JOIN stands where it cannot', token.position, quoteHint);
    }
    this.#level.clause = 'rest';
  }

  /** What follows IN is a table when it is a name, even within parentheses. */
  #in(token: Token, index: number): void {
    let before = index - 1;
    while (this.#tokens.word(before) === 'NOT' || this.#tokens.word(before) === 'GLOBAL')
      before -= 1;
    if (!this.#tokens.isOperand(before))
      throw refused('IN stands where it cannot', token.position, quoteHint);
    let next = index + 1;
    while (this.#tokens.text(next) === '(') next += 1;
    const target = this.#tokens.find(next);
    if (!target || (target.kind !== 'word' && target.kind !== 'name')) return;
    if (target.word === 'SELECT' || target.word === 'WITH' || literalWords.has(target.word)) return;
    const { parts, end } = this.#tokens.compound(next);
    const after = this.#tokens.find(end);
    const isInBrackets = next > index + 1;
    const isExpression =
      after?.kind === 'symbol' &&
      (isInBrackets ? after.text !== ')' : ['(', '[', '::'].includes(after.text));
    if (!isExpression) this.#mustBeOurs(parts, target);
  }

  /** `* APPLY name` calls a function without parentheses of its own. */
  #apply(index: number): void {
    let next = index + 1;
    while (this.#tokens.text(next) === '(') next += 1;
    const target = this.#tokens.find(next);
    if (!target || this.#tokens.text(next + 1) === '->') return;
    if (!isAllowedFunction(target.text)) {
      throw refused(`the function ${target.text} is not allowed`, target.position, functionHint);
    }
  }

  #clause(token: Token, index: number): void {
    const after = this.#tokens.text(index + 1);
    const isLast = after === undefined || after === ',' || after === ')' || after === '.';
    if (isLast || !this.#tokens.mayFollow(index, new Set())) {
      throw refused(`${token.word} stands where it cannot`, token.position, quoteHint);
    }
    this.#level.clause = 'rest';
  }

  /** A table, table function or bracket at the place of a table. */
  #table(index: number): number {
    const token = this.#tokens.at(index);
    if (token.kind === 'symbol' && token.text === '(') {
      this.#push('query', token);
      const next = this.#tokens.word(index + 1);
      const isQuery = next === 'SELECT' || next === 'WITH';
      this.#level.clause = isQuery ? 'none' : 'tables';
      this.#wantsTable = !isQuery;
      return index + 1;
    }
    this.#wantsTable = false;
    if ((token.kind !== 'word' && token.kind !== 'name') || structuralWords.has(token.word)) {
      throw refused('a table was expected', token.position);
    }
    const { parts, end } = this.#tokens.compound(index);
    if (this.#tokens.text(end) !== '(') this.#mustBeOurs(parts, token);
    else if (parts.length !== 1 || !isAllowedTableFunction(token.text)) {
      throw refused(`the table function ${parts.join('.')} is not allowed`, token.position);
    } else {
      this.#push('arguments', this.#tokens.at(end));
      return end + 1;
    }
    return end;
  }

  #mustBeOurs(parts: readonly string[], token: Token): void {
    const [first = '', second] = parts;
    const isSubquery = second === undefined && this.#isVisible(first);
    const isOurs =
      second === undefined
        ? this.#tables.has(first)
        : first === 'groundcrew' && this.#tables.has(second) && parts.length === 2;
    if (isSubquery || isOurs) return;
    const known = [...this.#tables].join(', ');
    throw refused(
      `${parts.join('.')} is no table open to queries`,
      token.position,
      `Tables: ${known}.`,
    );
  }

  #isVisible(name: string): boolean {
    return this.#level.names.has(name) || this.#levels.some((level) => level.names.has(name));
  }

  #expectTable(): void {
    this.#level.clause = 'tables';
    this.#wantsTable = true;
  }

  #open(index: number): void {
    const isFromFunction = fromFunctions.has(this.#tokens.word(index - 1));
    this.#push(isFromFunction ? 'from function' : 'arguments', this.#tokens.at(index));
  }

  #push(kind: Level['kind'], token: Token): void {
    if (this.#levels.length >= depthMax) throw refused('it is nested too deeply', token.position);
    this.#levels.push(this.#level);
    this.#level = openLevel(kind);
  }

  #close(token: Token): void {
    const outer = this.#levels.pop();
    const expected = this.#level.kind === 'brackets' ? ']' : ')';
    if (!outer || token.text !== expected) throw refused('a bracket does not fit', token.position);
    this.#level = outer;
  }
}

const quoteHint = 'Put names that are also keywords in backticks.';
const formatHint = 'Name the format in the request: {"query": "…", "format": "CSV"}.';
const functionHint =
  'Functions that read files, the network, other tables or the server are closed.';
