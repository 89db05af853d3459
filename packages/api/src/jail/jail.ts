// The first line of defence for SQL written by users: one statement that reads, of our tables only, with functions
// from a list. It knows brackets and clauses, not types; the second line asks the store's own parser (syntax-tree.ts).
import { type PromotedColumns, withPromotedColumns } from './promoted-columns.ts';
import { checkStatement } from './statement-check.ts';
import { refused, scanSql, type Token } from './tokens.ts';

/** SQL that passed, without comments, as long as it was. */
export interface JailedSql {
  /** What to run. */
  readonly text: string;
  /** The query within it, whose syntax tree is still to be looked at; undefined when there is none. */
  readonly query: string | undefined;
  /** Where the query begins in the SQL as sent, in UTF-16 units. */
  readonly queryPosition: number;
  /** Names that WITH gives to subqueries. */
  readonly subqueryNames: ReadonlySet<string>;
}

const explainKinds = new Set(['AST', 'SYNTAX', 'PLAN', 'PIPELINE', 'ESTIMATE', 'QUERY TREE']);

/**
 * Checks a user's SQL against the tables it may read. Throws `sql-refused` (400) with the position of what is not
 * let through. Promoted attributes are read from their columns.
 */
export function jailSql(
  sql: string,
  tables: ReadonlySet<string>,
  promoted: PromotedColumns = new Map(),
): JailedSql {
  const scanned = scanSql(sql);
  const tokens = withoutLastSemicolons(scanned.tokens);
  const [first] = tokens;
  const last = tokens.at(-1);
  if (!first || !last) throw refused('there is none', 0);
  const statement = simpleStatement(tokens, tables);
  if (statement)
    return { text: statement, query: undefined, queryPosition: 0, subqueryNames: new Set() };
  const queryTokens = first.word === 'EXPLAIN' ? tokens.slice(explainLength(tokens)) : tokens;
  const opening = queryTokens.find((token) => token.text !== '(') ?? last;
  if (opening.word !== 'SELECT' && opening.word !== 'WITH') {
    throw refused(
      'it must start with SELECT, WITH, EXPLAIN, DESCRIBE or SHOW TABLES',
      opening.position,
    );
  }
  const subqueryNames = checkStatement(queryTokens, tables);
  const text = withPromotedColumns(scanned.text, queryTokens, promoted);
  const end = last.end;
  const queryPosition = (queryTokens[0] ?? first).position;
  return {
    text: text.slice(first.position, end),
    query: text.slice(queryPosition, end),
    queryPosition,
    subqueryNames,
  };
}

/** One statement may end in semicolons; anywhere else they are refused with all other characters not understood. */
function withoutLastSemicolons(tokens: readonly Token[]): readonly Token[] {
  const end = tokens.findLastIndex((token) => token.text !== ';' || token.kind !== 'symbol') + 1;
  const inner = tokens.slice(0, end).find((token) => token.kind === 'symbol' && token.text === ';');
  if (inner) throw refused('only one statement is allowed', inner.position);
  return tokens.slice(0, end);
}

/** `SHOW TABLES`, `DESCRIBE [TABLE] logs`: written anew, so nothing of theirs is sent. */
function simpleStatement(
  tokens: readonly Token[],
  tables: ReadonlySet<string>,
): string | undefined {
  const words = tokens.map((token) => token.word);
  if (words.join(' ') === 'SHOW TABLES') return 'SHOW TABLES';
  if (words[0] !== 'DESCRIBE' && words[0] !== 'DESC') return undefined;
  const rest = tokens.slice(words[1] === 'TABLE' ? 2 : 1).map((token) => token.text);
  const table = rest.join('').replace(/^groundcrew\./, '');
  if (tables.has(table)) return `DESCRIBE TABLE ${table}`;
  throw refused(`only ${[...tables].join(' and ')} can be described`, tokens[0]?.position ?? 0);
}

/** How many tokens `EXPLAIN [kind] [option = number, …]` takes. */
function explainLength(tokens: readonly Token[]): number {
  let index = 1;
  const pair = `${tokens[1]?.word} ${tokens[2]?.word}`;
  if (explainKinds.has(pair)) index = 3;
  else if (explainKinds.has(tokens[1]?.word ?? '')) index = 2;
  while (tokens[index]?.kind === 'word' && tokens[index + 1]?.text === '=') {
    if (tokens[index + 2]?.kind !== 'number') break;
    index += tokens[index + 3]?.text === ',' ? 4 : 3;
  }
  return index;
}
