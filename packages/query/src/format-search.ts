// Prints a search so that parsing the text gives the same tree.
import type { GlobPart, RangeEnd, SearchNode, TermNode, Test } from './search-node.ts';

/** The query text of a tree. */
export function formatSearch(node: SearchNode): string {
  switch (node.kind) {
    case 'everything':
      return '*';
    case 'term':
      return formatTerm(node);
    case 'not':
      return `-${formatOperand(node.node, node.kind)}`;
    case 'and':
      return node.nodes.map((inner) => formatOperand(inner, node.kind)).join(' ');
    case 'or':
      return node.nodes.map((inner) => formatOperand(inner, node.kind)).join(' OR ');
  }
}

/** Terms stand without parentheses, negations too unless one is inside another. */
function formatOperand(node: SearchNode, parent: 'and' | 'or' | 'not'): string {
  const isGroup =
    node.kind === 'and' || node.kind === 'or' || (node.kind === 'not' && parent === 'not');
  return isGroup ? `(${formatSearch(node)})` : formatSearch(node);
}

function formatTerm({ field, test }: TermNode): string {
  const value = formatTest(test, field !== undefined);
  return field === undefined ? value : `${formatName(field)}:${value}`;
}

function formatTest(test: Test, hasField: boolean): string {
  switch (test.kind) {
    case 'text':
      return formatText(test.text);
    case 'exact':
      return `=${quoteText(test.text)}`;
    case 'glob':
      return test.parts.map(formatGlobPart).join('');
    case 'regex':
      return formatRegex(test.source, test.ignoreCase, hasField);
    case 'compare':
      return `${test.operator}${formatText(test.text)}`;
    case 'range':
      return formatRange(test.from, test.to);
    case 'exists':
      return '*';
  }
}

/** A name of digits alone would be read as a time of day. */
const formatName = (name: string) => (/^\d+$/.test(name) ? quoteText(name) : formatText(name));

/** Bare when nothing in it could be read as anything else, otherwise quoted. */
function formatText(text: string): string {
  const isBare = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u.test(text);
  const isSpecial = /^(?:AND|OR|NOT|TO)$/.test(text) || text.includes('..');
  return isBare && !isSpecial ? text : quoteText(text);
}

function quoteText(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function formatGlobPart(part: GlobPart): string {
  if ('wildcard' in part) return part.wildcard;
  return part.literal.replace(/[^\p{L}\p{N}_]/gu, (character) => `\\${character}`);
}

function formatRegex(source: string, ignoreCase: boolean, hasField: boolean): string {
  const escaped = source.replaceAll(/\\[\s\S]|\//g, (match) => (match === '/' ? '\\/' : match));
  const spaced = hasField ? escaped.replaceAll(/\s/g, (space) => `\\${space}`) : escaped;
  return `/${spaced}/${ignoreCase ? 'i' : ''}`;
}

function formatRange(from: RangeEnd, to: RangeEnd): string {
  const opening = from.isIncluded ? '[' : '{';
  const closing = to.isIncluded ? ']' : '}';
  return `${opening}${formatEnd(from)} TO ${formatEnd(to)}${closing}`;
}

const formatEnd = ({ text }: RangeEnd) => (text === undefined ? '*' : quoteText(text));
