// The ways to ask the map `attributes` for one attribute, as tokens.
import type { TokenList } from './token-list.ts';

/** `attributes['x']` or a function that means the same, or that asks whether it is there. */
export interface MapUse {
  /** The text between the quotes, as written. */
  readonly attribute: string;
  /** What stands before `.attributes`, or "". */
  readonly qualifier: string;
  /** Whether only its presence is asked for. */
  readonly isTest: boolean;
  /** Indexes of the first token, of the qualifier's first token, of `attributes` itself, and of the last token. */
  readonly first: number;
  readonly qualified: number;
  readonly map: number;
  readonly last: number;
}

export const mapName = 'attributes';

/** Functions of the map and a name; true for those that ask whether it is there. */
const mapFunctions = new Map([
  ['arrayElement', false],
  ['mapContains', true],
  ['mapContainsKey', true],
  ['has', true],
]);

/** Whether the token is the name `attributes`, quoted or not. */
export function isMapName(tokens: TokenList, index: number): boolean {
  const token = tokens.find(index);
  return token?.text === mapName && (token.kind === 'word' || token.kind === 'name');
}

/** The use whose `attributes` stands at this index, if it is one. */
export function mapUseAt(tokens: TokenList, map: number): MapUse | undefined {
  const name = tokens.find(map + 2);
  if (!isMapName(tokens, map) || name?.kind !== 'text') return undefined;
  const qualified = compoundStart(tokens, map);
  const { parts } = tokens.compound(qualified);
  const attribute = name.text.slice(1, -1);
  const qualifier = parts.slice(0, -1).join('.');
  const use = { attribute, qualifier, qualified, map, last: map + 3 };
  const signs = `${tokens.text(map + 1)}${tokens.text(map + 3)}`;
  if (signs === '[]') return { ...use, isTest: false, first: qualified };
  if (signs !== ',)' || tokens.text(qualified - 1) !== '(') return undefined;
  const called = tokens.find(qualified - 2);
  const isTest = called?.kind === 'word' ? mapFunctions.get(called.text) : undefined;
  return isTest === undefined ? undefined : { ...use, isTest, first: qualified - 2 };
}

/** Where the `a.b.c` that ends at this index begins. */
function compoundStart(tokens: TokenList, index: number): number {
  let start = index;
  while (tokens.text(start - 1) === '.') start -= 2;
  return Math.max(start, 0);
}
