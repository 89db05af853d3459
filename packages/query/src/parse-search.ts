// The search language's parser: recursive descent over the text, bounded in length, depth and terms.
//
//   or      = and { ("OR" | "|") and }
//   and     = not { ["AND"] not }
//   not     = ("NOT" | "-") not | primary
//   primary = "(" or ")" | term
//   term    = "phrase" | word | /regex/ | field ":" value
import { badQuery } from './bad-query.ts';
import { checkTest } from './check-test.ts';
import { parseTest } from './parse-test.ts';
import {
  type Cursor,
  isDelimiter,
  scanQuoted,
  scanRegex,
  scanWord,
  skipSpace,
  takeKeyword,
  type Word,
} from './scan.ts';
import { searchLimits } from './search-limits.ts';
import { combine, everything, type SearchNode, type Test } from './search-node.ts';

interface Parser extends Cursor {
  depth: number;
  terms: number;
  regexes: number;
}

const someTerm = 'a word, a "phrase", field:value or "("';

/**
 * Reads a search. An empty one means everything.
 * Throws a GroundcrewError `bad-query` (400, `extra: { position, expected }`), and nothing else, on a bad one.
 */
export function parseSearch(text: string): SearchNode {
  if (text.length > searchLimits.queryLength) {
    throw badQuery(searchLimits.queryLength, `at most ${searchLimits.queryLength} characters`);
  }
  // A lone surrogate has no UTF-8 form, so it could never reach the store. The length stays the same.
  const parser: Parser = { text: text.toWellFormed(), position: 0, depth: 0, terms: 0, regexes: 0 };
  skipSpace(parser);
  if (parser.position === parser.text.length) return everything;
  const node = parseOr(parser, undefined);
  if (parser.position < parser.text.length) {
    throw badQuery(parser.position, 'the end of the query', 'there is a ")" without its "("');
  }
  return node;
}

/** `field` is set inside the parentheses of `field:(…)`. */
function parseOr(parser: Parser, field: string | undefined): SearchNode {
  const nodes = [parseAnd(parser, field)];
  while (takeOr(parser)) nodes.push(parseAnd(parser, field));
  return combine('or', nodes);
}

function takeOr(parser: Parser): boolean {
  skipSpace(parser);
  if (parser.text[parser.position] !== '|') return takeKeyword(parser, 'OR');
  parser.position++;
  return true;
}

function parseAnd(parser: Parser, field: string | undefined): SearchNode {
  const nodes = [parseNot(parser, field)];
  for (;;) {
    skipSpace(parser);
    if (takeKeyword(parser, 'AND') || !isAtEndOfAnd(parser)) nodes.push(parseNot(parser, field));
    else return combine('and', nodes);
  }
}

function isAtEndOfAnd(parser: Parser): boolean {
  const character = parser.text[parser.position];
  if (character === undefined || character === ')' || character === '|') return true;
  const isOr = takeKeyword(parser, 'OR');
  if (isOr) parser.position -= 2;
  return isOr;
}

function parseNot(parser: Parser, field: string | undefined): SearchNode {
  skipSpace(parser);
  const next = parser.text[parser.position + 1];
  const isMinus =
    parser.text[parser.position] === '-' &&
    next !== '-' &&
    (next === '(' || next === '"' || !isDelimiter(next));
  if (isMinus) parser.position++;
  else if (!takeKeyword(parser, 'NOT')) return parsePrimary(parser, field);
  return { kind: 'not', node: nested(parser, () => parseNot(parser, field)) };
}

function parsePrimary(parser: Parser, field: string | undefined): SearchNode {
  const start = parser.position;
  const character = parser.text[start];
  const isKeyword = takeKeyword(parser, 'AND') || takeKeyword(parser, 'OR');
  if (isDelimiter(character) && character !== '(' && character !== '"')
    throw badQuery(start, someTerm);
  if (isKeyword) throw badQuery(start, someTerm);
  if (character === '(') return parseGroup(parser, field);
  if (++parser.terms > searchLimits.terms) {
    throw badQuery(start, `at most ${searchLimits.terms} conditions`);
  }
  if (field !== undefined) return fieldTerm(parser, field, start);
  return parseTerm(parser);
}

function parseGroup(parser: Parser, field: string | undefined): SearchNode {
  const start = parser.position++;
  const node = nested(parser, () => parseOr(parser, field));
  if (parser.text[parser.position] !== ')') {
    throw badQuery(
      parser.position,
      'a closing ")"',
      `expected a ")" for the "(" of character ${start + 1}`,
    );
  }
  parser.position++;
  return node;
}

function nested(parser: Parser, parse: () => SearchNode): SearchNode {
  if (++parser.depth > searchLimits.depth) {
    throw badQuery(
      parser.position,
      `at most ${searchLimits.depth} levels of parentheses and negations`,
    );
  }
  const node = parse();
  parser.depth--;
  return node;
}

/** A term outside a list: a condition on the body, or a field's name with its value. */
function parseTerm(parser: Parser): SearchNode {
  const start = parser.position;
  if (parser.text[start] === '"') {
    const text = scanQuoted(parser);
    if (parser.text[parser.position] === ':') return parseField(parser, text, start);
    return term(parser, undefined, { kind: 'text', text }, start);
  }
  const regex = scanRegex(parser, true);
  if (regex) return term(parser, undefined, { kind: 'regex', ...regex }, start);
  const word = scanWord(
    parser,
    (colon, wildcards) => wildcards === 0 && isFieldColon(parser.text, start, colon),
  );
  if (parser.text[parser.position] === ':') return parseField(parser, word.text, start);
  return bodyTerm(parser, word, start);
}

/** True for the colon that ends a field's name. `http://…`, `std::vector` and `12:30:00` are words. */
function isFieldColon(text: string, start: number, colon: number): boolean {
  if (colon === start || text[colon + 1] === ':' || text.startsWith('//', colon + 1)) return false;
  return !/^\d+$/.test(text.slice(start, colon));
}

function bodyTerm(parser: Parser, word: Word, start: number): SearchNode {
  if (/^\*+(:\*+)?$/.test(word.raw)) return everything;
  const test: Test = word.hasWildcard
    ? { kind: 'glob', parts: word.parts }
    : { kind: 'text', text: word.text };
  return term(parser, undefined, test, start);
}

function parseField(parser: Parser, name: string, start: number): SearchNode {
  parser.position++;
  if (parser.text[parser.position] !== '(') return fieldTerm(parser, name, start);
  parser.terms--;
  return parseGroup(parser, name);
}

function fieldTerm(parser: Parser, field: string, start: number): SearchNode {
  return term(parser, field, parseTest(parser, field), start);
}

function term(parser: Parser, field: string | undefined, test: Test, start: number): SearchNode {
  if (test.kind === 'regex' && ++parser.regexes > searchLimits.regexes) {
    throw badQuery(start, `at most ${searchLimits.regexes} regular expressions`);
  }
  checkTest(field, test, start);
  return { kind: 'term', field, test };
}
