// Conditions on the level: names stand for ranges of severity numbers, other text for the level as written.
import { join, type SqlPart, sql, trusted, value } from '@groundcrew/store';
import { compileTextTest, operators } from './compile-text.ts';
import { levelConditions } from './levels.ts';
import type { Test } from './search-node.ts';
import { boundsOf } from './values.ts';

/** A condition on the level. */
export function compileLevel(test: Test): SqlPart {
  const range = levelConditions(test);
  if (range) {
    return sql`severity_number BETWEEN ${value('UInt8', range.first)} AND ${value('UInt8', range.last)}`;
  }
  if (test.kind === 'text' || test.kind === 'exact') {
    return sql`lowerUTF8(severity_text) = ${value('String', test.text.toLowerCase())}`;
  }
  if (test.kind === 'exists') return sql`severity_number > 0 OR severity_text != ''`;
  return compileTextTest(sql`severity_text`, test);
}

/** A condition on the severity number itself. */
export function compileSeverityNumber(test: Test): SqlPart {
  if (test.kind === 'text' || test.kind === 'exact') {
    return sql`severity_number = ${value('UInt8', Number(test.text))}`;
  }
  if (test.kind !== 'compare' && test.kind !== 'range') return trusted('1');
  const parts = boundsOf(test).map(
    ({ operator, text }) =>
      sql`severity_number ${operators[operator]} ${value('UInt8', Number(text))}`,
  );
  return parts.length > 0 ? join(parts, ' AND ') : trusted('1');
}
