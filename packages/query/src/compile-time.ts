// Conditions on a time column.
import { join, name, type SqlPart, sql, trusted, value } from '@groundcrew/store';
import { operators } from './compile-text.ts';
import type { TimeField } from './fields.ts';
import { parseInstant } from './parse-time.ts';
import type { Test } from './search-node.ts';
import { boundsOf } from './values.ts';

/** A moment as the store's type. */
export function sqlTime(timeNs: bigint): SqlPart {
  return sql`fromUnixTimestamp64Nano(${value('Int64', timeNs)}, 'UTC')`;
}

/** A condition on a time. The parser let only absolute times pass. */
export function compileTime(field: TimeField, test: Test): SqlPart {
  const column = name(field.column);
  if (test.kind === 'text' || test.kind === 'exact')
    return sql`${column} = ${sqlTime(instant(test.text))}`;
  if (test.kind !== 'compare' && test.kind !== 'range') return trusted('1');
  const parts = boundsOf(test).map(
    ({ operator, text }) => sql`${column} ${operators[operator]} ${sqlTime(instant(text))}`,
  );
  return parts.length > 0 ? join(parts, ' AND ') : trusted('1');
}

const instant = (text: string) => parseInstant(text) ?? 0n;
