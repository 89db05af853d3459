// Finds where a checked query asks the map of `logs` for one attribute: walks brackets and SELECTs, and leaves out
// what may be a column `attributes` of something else.
import { isMapName, type MapUse, mapName, mapUseAt } from './map-use.ts';
import {
  isLogsMap,
  openSelect,
  type Relation,
  type Select,
  type Source,
  sourceOf,
} from './select-scope.ts';
import type { TokenList } from './token-list.ts';
import { clauseWords, setOperators, structuralWords, withModifiers } from './words.ts';

/** The uses in the order they stand. The query must have passed `checkStatement`, so brackets fit. */
export function findMapUses(tokens: TokenList): readonly MapUse[] {
  return new Walk(tokens).run();
}

interface Bracket {
  /** A subquery in a table's place, one that WITH names, a list to group by, or any other. */
  readonly purpose: 'table' | 'named' | 'group' | 'other';
  /** The index of its first token. */
  readonly start: number;
  /** The SELECTs that stand right in it. */
  readonly own: Select[];
  /** The SELECT its tokens belong to: one of its own, or that around it. */
  select: Select | undefined;
  clause: 'none' | 'with' | 'select' | 'tables' | 'group' | 'rest';
  /** A table begins at the next token. */
  wantsTable: boolean;
  /** Subqueries named by WITH. */
  readonly named: Map<string, Source>;
}

class Walk {
  readonly #tokens: TokenList;
  readonly #uses: { use: MapUse; select: Select | undefined }[] = [];
  readonly #brackets: Bracket[] = [];
  #bracket: Bracket = openBracket('other', 0, undefined);

  constructor(tokens: TokenList) {
    this.#tokens = tokens;
  }

  run(): readonly MapUse[] {
    let index = 0;
    while (index < this.#tokens.length) {
      index = this.#bracket.wantsTable ? this.#table(index) : this.#token(index);
    }
    // Only now all tables are known: they stand behind what SELECT lists.
    return this.#uses
      .filter(({ use, select }) => isLogsMap(select, use.qualifier))
      .map(({ use }) => use);
  }

  /** Handles one token and returns the index of the next. */
  #token(index: number): number {
    const text = this.#tokens.text(index);
    if (text === '(' || text === '[') this.#push(this.#purpose(index), index);
    if (text === ')' || text === ']') return this.#close(index);
    if (text === '*') this.#star(index);
    if (text === ',' && this.#bracket.clause === 'tables') this.#bracket.wantsTable = true;
    if (isMapName(this.#tokens, index)) this.#map(index);
    else this.#keyword(index);
    return index + 1;
  }

  #keyword(index: number): void {
    const word = this.#tokens.word(index);
    if (word === 'SELECT') this.#select(index);
    if (word === 'WITH') this.#with(index);
    if (this.#bracket.own.length === 0) return;
    if (word === 'FROM' && !this.#tokens.isFromOfOperator(index)) this.#expectTable();
    if (word === 'JOIN' && this.#tokens.word(index - 1) !== 'ARRAY') this.#expectTable();
    if (word === 'JOIN' && this.#tokens.word(index - 1) === 'ARRAY') this.#bracket.clause = 'rest';
    if (clauseWords.has(word)) this.#bracket.clause = word === 'GROUP' ? 'group' : 'rest';
  }

  #select(index: number): void {
    if (this.#bracket.clause !== 'with') this.#open();
    this.#bracket.clause = 'select';
    const first = this.#tokens.word(index + 1) === 'DISTINCT' ? index + 2 : index + 1;
    const isFirst = this.#tokens.text(first) === '*';
    const isLast = this.#tokens.word(first + 1) === 'FROM' || this.#tokens.text(first + 1) === ',';
    const isStar = isFirst && isLast;
    if (this.#bracket.select) this.#bracket.select.isStar = isStar;
  }

  #with(index: number): void {
    const before = this.#tokens.text(index - 1);
    const isStart =
      before === undefined || before === '(' || setOperators.has(this.#tokens.word(index - 1));
    if (!isStart || withModifiers.has(this.#tokens.word(index + 1))) return;
    this.#open();
    this.#bracket.clause = 'with';
  }

  #open(): void {
    const select = openSelect(this.#brackets.at(-1)?.select);
    this.#bracket.own.push(select);
    this.#bracket.select = select;
  }

  /** `*` or `t.*` between what SELECT lists, not the operator. */
  #star(index: number): void {
    const { select, clause } = this.#bracket;
    const isList = ['SELECT', 'DISTINCT'].includes(this.#tokens.word(index - 1));
    const isColumns = isList || [',', '.'].includes(this.#tokens.text(index - 1) ?? '');
    if (select && clause === 'select' && isColumns) select.mayGiveMap = true;
  }

  #map(index: number): void {
    const { select, clause } = this.#bracket;
    const use = mapUseAt(this.#tokens, index);
    if (use) this.#uses.push({ use, select });
    if (use || !select) return;
    select.mayGiveMap = true;
    const isAlias = this.#tokens.word(index - 1) === 'AS' || this.#isBareAlias(index);
    if (isAlias || this.#tokens.text(index + 1) === '->') select.isShadowed = true;
    if (clause === 'group') select.isGroupedByMap = true;
  }

  /** `x attributes`. */
  #isBareAlias(index: number): boolean {
    return this.#tokens.text(index - 1) !== '*' && this.#tokens.isOperand(index - 1);
  }

  /** A table by its name or by a function, with its alias; a subquery's bracket is only opened. */
  #table(index: number): number {
    this.#bracket.wantsTable = false;
    if (this.#tokens.text(index) === '(') {
      this.#push('table', index);
      return index + 1;
    }
    const { parts, end } = this.#tokens.compound(index);
    if (this.#tokens.text(end) === '(') {
      const isValues = this.#tokens.word(index) === 'VALUES';
      this.#relate([], isValues ? 'unknown' : 'nothing');
      return end;
    }
    const alias = this.#alias(end);
    const names = [parts.join('.'), parts.at(-1) ?? '', ...alias.names];
    this.#relate(names, this.#sourceNamed(parts.join('.')));
    return alias.end;
  }

  /** The alias that begins here, if any, and the index after it. */
  #alias(index: number): { names: string[]; end: number } {
    const at = this.#tokens.word(index) === 'AS' ? index + 1 : index;
    const token = this.#tokens.find(at);
    const isName =
      token?.kind === 'name' || (token?.kind === 'word' && !structuralWords.has(token.word));
    return token && isName ? { names: [token.text], end: at + 1 } : { names: [], end: index };
  }

  #sourceNamed(name: string): Source {
    for (const { named } of [this.#bracket, ...this.#brackets.toReversed()]) {
      const source = named.get(name);
      if (source !== undefined) return source;
    }
    return name === 'logs' || name === 'groundcrew.logs' ? 'columns' : 'nothing';
  }

  #relate(names: readonly string[], source: Source): void {
    const relation: Relation = { names: new Set(names), source };
    this.#bracket.select?.relations.push(relation);
  }

  #expectTable(): void {
    this.#bracket.clause = 'tables';
    this.#bracket.wantsTable = true;
  }

  #purpose(index: number): Bracket['purpose'] {
    if (this.#tokens.text(index) === '[') return 'other';
    const before = this.#tokens.find(index - 1);
    const isCall =
      before?.kind === 'name' || (before?.kind === 'word' && !groupWords.has(before.word));
    if (this.#bracket.clause === 'group' && !isCall) return 'group';
    return this.#nameOfSubquery(index) === undefined ? 'other' : 'named';
  }

  /** `name AS [NOT] MATERIALIZED (`. */
  #nameOfSubquery(index: number): string | undefined {
    if (this.#bracket.clause !== 'with') return undefined;
    let before = index - 1;
    while (['NOT', 'MATERIALIZED'].includes(this.#tokens.word(before))) before -= 1;
    return this.#tokens.word(before) === 'AS' ? this.#tokens.find(before - 1)?.text : undefined;
  }

  #push(purpose: Bracket['purpose'], index: number): void {
    this.#brackets.push(this.#bracket);
    this.#bracket = openBracket(purpose, index + 1, this.#bracket.select);
  }

  /** Returns the index after the bracket and its alias. */
  #close(index: number): number {
    const { purpose, own, start } = this.#bracket;
    this.#bracket = this.#brackets.pop() ?? this.#bracket;
    if (purpose === 'named') {
      const name = this.#nameOfSubquery(start - 1);
      if (name !== undefined) this.#bracket.named.set(name, sourceOf(own));
    }
    if (this.#tokens.text(index + 1) === '->') this.#parameters(start, index);
    if (purpose !== 'table') return index + 1;
    const alias = this.#alias(index + 1);
    this.#relate(alias.names, sourceOf(own));
    return alias.end;
  }

  /** `(a, attributes) ->`. */
  #parameters(from: number, to: number): void {
    for (let index = from; index < to; index++) {
      const isParameter = this.#tokens.find(index)?.text === mapName;
      if (isParameter && this.#bracket.select) this.#bracket.select.isShadowed = true;
    }
  }
}

/** Words before a parenthesis that lists what to group by. */
const groupWords = new Set(['BY', 'SETS', 'ROLLUP', 'CUBE']);

function openBracket(
  purpose: Bracket['purpose'],
  start: number,
  select: Select | undefined,
): Bracket {
  const clause = purpose === 'group' ? 'group' : 'none';
  return { purpose, start, own: [], select, clause, wantsTable: false, named: new Map() };
}
