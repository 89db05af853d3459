// A search as a JavaScript function over records, for live tail. It means what the compiled SQL means.
import type { LogRecord } from '@groundcrew/model';
import { type Field, resolveField, type TimeField } from './fields.ts';
import { levelConditions } from './levels.ts';
import { lowerTest } from './compile-text.ts';
import { matchText } from './match-text.ts';
import { parseInstant } from './parse-time.ts';
import { globSearch, phraseSearch, type BodySearch } from './phrase.ts';
import { compileRegex } from './regex.ts';
import type { CompareOperator, SearchNode, Test } from './search-node.ts';
import { containsPhrase, foldCase } from './tokens.ts';
import { attributeText, boundsOf, equalJsonTexts } from './values.ts';

/** Tells whether a record is meant by the search. */
export type Matcher = (record: LogRecord) => boolean;

/** A function that tells which records the search means. Never throws on any record. */
export function matcher(node: SearchNode): Matcher {
  return matchNode(node, foldOnce());
}

/** A record's body in lower case. */
type Fold = (record: LogRecord) => string;

/** Several words of a search look at the same record one after the other: its body is lowered once. */
function foldOnce(): Fold {
  let last: LogRecord | undefined;
  let folded = '';
  return (record) => {
    if (record !== last) folded = foldCase(record.body);
    last = record;
    return folded;
  };
}

function matchNode(node: SearchNode, fold: Fold): Matcher {
  switch (node.kind) {
    case 'everything':
      return () => true;
    case 'not': {
      const inner = matchNode(node.node, fold);
      return (record) => !inner(record);
    }
    case 'and': {
      const inner = node.nodes.map((each) => matchNode(each, fold));
      return (record) => inner.every((matches) => matches(record));
    }
    case 'or': {
      const inner = node.nodes.map((each) => matchNode(each, fold));
      return (record) => inner.some((matches) => matches(record));
    }
    case 'term':
      return matchField(
        node.field === undefined ? { kind: 'body' } : resolveField(node.field),
        node.test,
        fold,
      );
  }
}

function matchField(field: Field, test: Test, fold: Fold): Matcher {
  switch (field.kind) {
    case 'body':
      return matchBody(test, fold);
    case 'level':
      return matchLevel(test);
    case 'severity_number': {
      const matches = matchNumber(test, (text) => BigInt(text));
      return (record) => matches(BigInt(record.severityNumber));
    }
    case 'time':
      return matchTime(field, test);
    case 'text': {
      const matches = matchText(field.isHex ? lowerTest(test) : test);
      return (record) => matches(record[field.property]);
    }
    case 'attribute': {
      const matches = matchAttribute(test);
      return (record) => matches(record.attributes.get(field.name) ?? '');
    }
  }
}

function matchBody(test: Test, fold: Fold): Matcher {
  if (test.kind === 'text') return matchBodySearch(phraseSearch(test.text), fold);
  if (test.kind === 'glob') return matchBodySearch(globSearch(test.parts), fold);
  const matches = matchText(test);
  return (record) => matches(record.body);
}

function matchBodySearch(search: BodySearch, fold: Fold): Matcher {
  switch (search.kind) {
    case 'always':
      return () => true;
    case 'token':
      return (record) => containsPhrase(fold(record), search.token);
    case 'phrase':
      return (record) => containsPhrase(fold(record), search.phrase);
    case 'substring':
      return (record) => fold(record).includes(search.text);
    case 'pattern': {
      const regex = compileRegex(search.regex);
      return (record) => regex.test(fold(record));
    }
  }
}

function matchLevel(test: Test): Matcher {
  const range = levelConditions(test);
  if (range) {
    return ({ severityNumber }) => severityNumber >= range.first && severityNumber <= range.last;
  }
  if (test.kind === 'exists')
    return (record) => record.severityNumber > 0 || record.severityText !== '';
  if (test.kind === 'text' || test.kind === 'exact') {
    const text = test.text.toLowerCase();
    return (record) => record.severityText.toLowerCase() === text;
  }
  const matches = matchText(test);
  return (record) => matches(record.severityText);
}

function matchTime(field: TimeField, test: Test): Matcher {
  const matches = matchNumber(test, (text) => parseInstant(text) ?? 0n);
  return (record) => matches(record[field.property]);
}

function matchNumber(test: Test, read: (text: string) => bigint): (number: bigint) => boolean {
  if (test.kind === 'text' || test.kind === 'exact') {
    const wanted = read(test.text);
    return (number) => number === wanted;
  }
  if (test.kind !== 'compare' && test.kind !== 'range') return () => true;
  const bounds = boundsOf(test).map(({ operator, text }) => ({ operator, bound: read(text) }));
  return (number) => bounds.every(({ operator, bound }) => compares(operator, number, bound));
}

const compares = (operator: CompareOperator, left: bigint, right: bigint) =>
  ({ '<': left < right, '<=': left <= right, '>': left > right, '>=': left >= right })[operator];

function matchAttribute(test: Test): (json: string) => boolean {
  if (test.kind === 'exists') return (json) => json !== '';
  if (test.kind !== 'text' && test.kind !== 'exact') {
    const matches = matchText(test);
    return (json) => matches(attributeText(json));
  }
  const texts = new Set(equalJsonTexts(test.text));
  return (json) =>
    texts.has(json) || (json.startsWith('[') && elementsOf(json).some((item) => texts.has(item)));
}

/** The elements of a JSON array as JSON texts; none when it is not valid. */
function elementsOf(json: string): string[] {
  try {
    const content: unknown = JSON.parse(json);
    return Array.isArray(content) ? content.map((item) => JSON.stringify(item)) : [];
  } catch {
    return [];
  }
}
