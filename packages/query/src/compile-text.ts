// Conditions on a column of text.
import { join, name, type SqlPart, sql, trusted, value } from '@groundcrew/store';
import type { TextField } from './fields.ts';
import { regexSource, valueGlobRegex } from './regex.ts';
import type { CompareOperator, Test } from './search-node.ts';
import { type Bound, boundsOf } from './values.ts';

/** A condition on one of the columns of text. Hexadecimal ids are stored in lower case. */
export function compileText(field: TextField, test: Test): SqlPart {
  const column = sql`${name(field.column)}`;
  return compileTextTest(column, field.isHex ? lowerTest(test) : test);
}

/** The test with its text in lower case, for fields stored so. */
export function lowerTest(test: Test): Test {
  if (test.kind === 'text' || test.kind === 'exact')
    return { ...test, text: test.text.toLowerCase() };
  if (test.kind !== 'glob') return test;
  const parts = test.parts.map((part) =>
    'literal' in part ? { literal: part.literal.toLowerCase() } : part,
  );
  return { kind: 'glob', parts };
}

/** A condition on an expression of type String, where "" means absent. */
export function compileTextTest(text: SqlPart, test: Test): SqlPart {
  switch (test.kind) {
    case 'text':
    case 'exact':
      return sql`${text} = ${value('String', test.text)}`;
    case 'exists':
      return sql`${text} != ''`;
    case 'glob':
      return sql`${text} != '' AND match(${text}, ${value('String', valueGlobRegex(test.parts))})`;
    case 'regex':
      return sql`${text} != '' AND match(${text}, ${value('String', regexSource(test.source, test.ignoreCase))})`;
    case 'compare':
    case 'range':
      return compileBounds(text, boundsOf(test));
  }
}

/** Numbers are compared as numbers; text that is no number fulfils no numeric bound. */
function compileBounds(text: SqlPart, bounds: readonly Bound[]): SqlPart {
  if (bounds.length === 0) return sql`${text} != ''`;
  const parts = bounds.map(({ operator, number, text: bound }) =>
    number === undefined
      ? sql`${text} != '' AND ${text} ${operators[operator]} ${value('String', bound)}`
      : sql`ifNull(toFloat64OrNull(${text}) ${operators[operator]} ${value('Float64', number)}, 0)`,
  );
  return join(parts, ' AND ');
}

/** Numeric bounds on a column of numbers, which is NaN and fulfils none of them where the value is no number. */
export function compileNumberBounds(column: SqlPart, bounds: readonly Bound[]): SqlPart {
  const parts = bounds.flatMap(({ operator, number }) =>
    number === undefined ? [] : sql`${column} ${operators[operator]} ${value('Float64', number)}`,
  );
  return join(parts, ' AND ');
}

/** The operators as SQL. */
export const operators: Record<CompareOperator, SqlPart> = {
  '<': trusted('<'),
  '<=': trusted('<='),
  '>': trusted('>'),
  '>=': trusted('>='),
};
