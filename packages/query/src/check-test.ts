// What a field can be asked. Run by the parser, so that neither the compiler nor the matcher can fail.
import { badQuery } from './bad-query.ts';
import { type Field, resolveField } from './fields.ts';
import { levelNames, levelRange } from './levels.ts';
import { parseInstant } from './parse-time.ts';
import { regexFault } from './regex.ts';
import { searchLimits } from './search-limits.ts';
import type { Test } from './search-node.ts';
import { tokensOf } from './tokens.ts';

const aTime = 'a time such as 2025-11-20T10:00:00Z or seconds since the epoch';

/** Throws `bad-query` when the field cannot answer the test. `position` is where the term begins. */
export function checkTest(name: string | undefined, test: Test, position: number): void {
  const field: Field = name === undefined ? { kind: 'body' } : resolveField(name);
  if (test.kind === 'regex') checkRegex(test.source, position);
  if (field.kind === 'body' && test.kind === 'text') checkPhrase(test.text, position);
  if (field.kind === 'level') checkLevel(test, position);
  if (field.kind === 'time')
    checkScalar(test, position, aTime, (text) => parseInstant(text) !== undefined);
  if (field.kind === 'severity_number') {
    checkScalar(
      test,
      position,
      'a whole number from 0 to 255',
      (text) => /^\d{1,3}$/.test(text) && Number(text) < 256,
    );
  }
}

function checkRegex(source: string, position: number): void {
  if (source.length > searchLimits.regexLength) {
    throw badQuery(
      position,
      `a regular expression of at most ${searchLimits.regexLength} characters`,
    );
  }
  const fault = regexFault(source);
  if (fault)
    throw badQuery(
      position,
      'a regular expression in RE2 syntax',
      `bad regular expression (${fault})`,
    );
}

function checkPhrase(text: string, position: number): void {
  if (tokensOf(text).length > searchLimits.tokens) {
    throw badQuery(position, `at most ${searchLimits.tokens} different words in a phrase`);
  }
}

function checkLevel(test: Test, position: number): void {
  const expected = `one of ${levelNames.join(', ')}`;
  for (const text of boundsOf(test)) {
    if (!levelRange(text)) throw badQuery(position, expected);
  }
}

/** Texts that must be comparable: the bounds of a comparison or a range. */
function boundsOf(test: Test): string[] {
  if (test.kind === 'compare') return [test.text];
  if (test.kind !== 'range') return [];
  return [test.from.text, test.to.text].filter((text) => text !== undefined);
}

function checkScalar(
  test: Test,
  position: number,
  expected: string,
  isGood: (text: string) => boolean,
): void {
  if (test.kind === 'glob' || test.kind === 'regex') throw badQuery(position, expected);
  const texts = test.kind === 'text' || test.kind === 'exact' ? [test.text] : boundsOf(test);
  if (!texts.every(isGood)) throw badQuery(position, expected);
}
