// The column of a promoted attribute. Names of attributes come from anywhere: only tame ones get a column.
import { assert } from '@groundcrew/runtime';
import type { PromotedAttribute } from '../log-columns.ts';
import { name, sql, type SqlPart, trusted } from '../sql.ts';

const prefix = 'attr.';

/** Without quotes, backslashes, spaces and control characters, so it stands in a DEFAULT expression as it is. */
const tame = /^[A-Za-z_@][A-Za-z0-9_@.:/-]{0,63}$/;

/** Whether an attribute of this name may get a column. */
export function isPromotable(attribute: string): boolean {
  return tame.test(attribute);
}

/** The attribute a column of the table is for; undefined for other columns. */
export function attributeOfColumn(column: string): PromotedAttribute | undefined {
  if (!column.startsWith(prefix)) return undefined;
  return { attribute: column.slice(prefix.length), column };
}

/**
 * Adds the column; does nothing when it is there. Only metadata changes: older parts compute the column from
 * the map when it is read. `isRepetitive`: few distinct values.
 */
export function addColumn(attribute: string, isRepetitive: boolean): SqlPart {
  assert(isPromotable(attribute), 'an attribute of this name gets no column');
  const type = trusted(isRepetitive ? 'LowCardinality(String)' : 'String');
  const key = trusted(`'${attribute}'`);
  return sql`ALTER TABLE groundcrew.logs ADD COLUMN IF NOT EXISTS ${name(prefix + attribute)} ${type}
    DEFAULT attributes[${key}] CODEC(ZSTD(1))`;
}
