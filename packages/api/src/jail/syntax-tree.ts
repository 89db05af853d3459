// The second line of defence: what the store's own parser made of the SQL. `EXPLAIN AST` parses and does nothing
// else, and its answer names every table and function.
import { isAllowedFunction, isAllowedTableFunction } from './functions.ts';
import { refused } from './tokens.ts';

/** What the tree is judged by. */
export interface TreeRules {
  readonly tables: ReadonlySet<string>;
  readonly subqueryNames: ReadonlySet<string>;
}

interface Line {
  readonly depth: number;
  readonly kind: string;
  readonly name: string;
  readonly children: number;
}

/** Checks the lines of `EXPLAIN AST`. Throws `sql-refused` (400), without a position: the tree has none. */
export function checkSyntaxTree(text: string, rules: TreeRules): void {
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map(readLine);
  const [root] = lines;
  // More children than the list of SELECTs: INTO OUTFILE, FORMAT or SETTINGS.
  if (root?.kind !== 'SelectWithUnionQuery' || root.children !== 1) throw refusedTree('a clause');
  lines.forEach((line, index) => checkLine(lines, line, index, rules));
}

function checkLine(lines: readonly Line[], line: Line, index: number, rules: TreeRules): void {
  if (line.kind === 'Set' || line.kind === 'QueryParameter') throw refusedTree('a clause');
  if (line.kind === 'SelectWithUnionQuery' && line.children !== 1) throw refusedTree('a clause');
  if (line.kind === 'TableIdentifier') checkTable(line.name, rules);
  if (line.kind !== 'Function') return;
  if (lines[index - 1]?.kind === 'TableExpression') {
    const isValues = line.name === 'SQLStandardValues';
    if (!isValues && !isAllowedTableFunction(line.name))
      throw refusedTree(`table function ${line.name}`);
    return;
  }
  const isSearch = /in(?:ignoreset)?$/i.test(line.name) && membership.has(line.name.toLowerCase());
  if (isSearch) checkMembership(lines, index, rules);
  else if (!isAllowedFunction(line.name) && !fromOperators.has(line.name)) {
    throw refusedTree(`the function ${line.name}`);
  }
}

/** The second argument of IN is a table when it is a name. */
function checkMembership(lines: readonly Line[], index: number, rules: TreeRules): void {
  const depth = (lines[index]?.depth ?? 0) + 2;
  const inner = lines.slice(index + 2);
  const end = inner.findIndex((line) => line.depth < depth);
  const argumentsOfIn = (end === -1 ? inner : inner.slice(0, end)).filter(
    (line) => line.depth === depth,
  );
  const target = argumentsOfIn.at(-1);
  if (target?.kind === 'Identifier') checkTable(target.name, rules);
}

function checkTable(name: string, { tables, subqueryNames }: TreeRules): void {
  const bare = name.startsWith('groundcrew.') ? name.slice('groundcrew.'.length) : name;
  if (tables.has(bare) || subqueryNames.has(name)) return;
  throw refusedTree(`the table ${name}`);
}

/** ` Function in (alias x) (children 1)`: a space for each level, the kind, a name, remarks in brackets. */
function readLine(line: string): Line {
  const text = line.trimStart();
  const children = / \(children (\d+)\)$/.exec(text);
  const body = children ? text.slice(0, children.index) : text;
  const [, kind = '', name = ''] = /^(\S+) ?(.*)$/s.exec(body) ?? [];
  return {
    depth: line.length - text.length,
    kind,
    name: name.replace(/ \(alias .*\)$/s, ''),
    children: Number(children?.[1] ?? 0),
  };
}

const membership = new Set(
  ['', 'not', 'global', 'globalnot', 'null', 'notnull', 'globalnull', 'globalnotnull'].flatMap(
    (prefix) => [`${prefix}in`, `${prefix}inignoreset`],
  ),
);

/** What operators and keywords become that are no listed functions. */
const fromOperators = new Set([
  'lambda',
  'exists',
  'grouping',
  'caseWithExpression',
  'caseWithoutExpression',
  'tuple',
]);

const refusedTree = (what: string) => refused(`${what} is not allowed`);
