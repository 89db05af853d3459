// Once an attribute has a column of its own, new rows no longer have it in the map. A user's `attributes['path']`
// therefore becomes `attr.path`, which answers for old rows too, padded with blanks so that positions stay.
import { findMapUses } from './find-map-uses.ts';
import type { MapUse } from './map-use.ts';
import { TokenList } from './token-list.ts';
import type { Token } from './tokens.ts';

/** Names with a column, by attribute: see the store's promoted attributes. */
export type PromotedColumns = ReadonlyMap<string, { readonly column: string }>;

/** Only these are written into a statement, whatever columns somebody gave the table. */
const tameColumn = /^attr\.[A-Za-z0-9_@.:/-]{1,64}$/;

/** The text with columns in the place of promoted attributes, as long as before. The tokens must have passed the check. */
export function withPromotedColumns(
  text: string,
  tokens: readonly Token[],
  promoted: PromotedColumns,
): string {
  if (promoted.size === 0) return text;
  const list = new TokenList(tokens);
  let written = '';
  let position = 0;
  for (const use of findMapUses(list)) {
    const column = promoted.get(use.attribute)?.column ?? '';
    if (!tameColumn.test(column)) continue;
    const from = list.at(use.first).position;
    const to = list.at(use.last).end;
    written +=
      text.slice(position, from) +
      padded(replacement(text, list, use, column), text.slice(from, to));
    position = to;
  }
  return written + text.slice(position);
}

function replacement(text: string, tokens: TokenList, use: MapUse, column: string): string {
  const qualifier = text.slice(tokens.at(use.qualified).position, tokens.at(use.map).position);
  const name = `${qualifier}\`${column}\``;
  return use.isTest ? `(${name} != '')` : name;
}

/** Blanks in place of what is left over; line ends there stay. */
function padded(name: string, former: string): string {
  return name + former.slice(name.length).replaceAll(/[^\n]/g, ' ');
}
