// Which attributes a search asks for, so that those asked for often get a column of their own.
import { resolveField } from './fields.ts';
import type { SearchNode } from './search-node.ts';

/** The names of the attributes a search reads, each once. */
export function askedAttributes(node: SearchNode): string[] {
  const names = new Set<string>();
  const visit = (each: SearchNode): void => {
    if (each.kind === 'not') visit(each.node);
    if (each.kind === 'and' || each.kind === 'or') each.nodes.forEach(visit);
    if (each.kind !== 'term' || each.field === undefined) return;
    const field = resolveField(each.field);
    if (field.kind === 'attribute') names.add(field.name);
  };
  visit(node);
  return [...names];
}
