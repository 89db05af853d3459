// The column of a promoted attribute. Names of attributes come from anywhere: only tame ones get a column.
import { assert } from '@groundcrew/runtime';
import type { PromotedAttribute } from '../log-columns.ts';
import { name, sql, type SqlPart, trusted } from '../sql.ts';

const prefix = 'attr.';
const numberPrefix = 'number.';

/** Without quotes, backslashes, spaces and control characters, so it stands in a DEFAULT expression as it is. */
const tame = /^[A-Za-z_@][A-Za-z0-9_@.:/-]{0,63}$/;

/** Whether an attribute of this name may get a column. */
export function isPromotable(attribute: string): boolean {
  return tame.test(attribute);
}

/** The promoted attributes of a table with these columns, by their names. */
export function promotedBy(columns: readonly string[]): Map<string, PromotedAttribute> {
  const present = new Set(columns);
  const promoted = new Map<string, PromotedAttribute>();
  for (const column of columns) {
    if (!column.startsWith(prefix)) continue;
    const attribute = column.slice(prefix.length);
    const numberColumn = numberPrefix + attribute;
    promoted.set(attribute, {
      attribute,
      column,
      ...(present.has(numberColumn) ? { numberColumn } : {}),
    });
  }
  return promoted;
}

/** What the column of an attribute is like. */
export interface AttributeKind {
  attribute: string;
  /** Few distinct values. */
  isRepetitive: boolean;
  /** Nearly all values are numbers: a second column holds them as such, for comparisons. */
  isNumeric: boolean;
}

/**
 * Adds the column; does nothing when it is there. Only metadata changes: older parts compute the column from
 * the map when it is read. The column of numbers is NaN where the value is none, and no part of `SELECT *`.
 */
export function addColumn({ attribute, isRepetitive, isNumeric }: AttributeKind): SqlPart {
  assert(isPromotable(attribute), 'an attribute of this name gets no column');
  const type = trusted(isRepetitive ? 'LowCardinality(String)' : 'String');
  const key = trusted(`'${attribute}'`);
  const column = name(prefix + attribute);
  const text = sql`ADD COLUMN IF NOT EXISTS ${column} ${type} DEFAULT attributes[${key}] CODEC(ZSTD(1))`;
  const number = sql`ADD COLUMN IF NOT EXISTS ${name(numberPrefix + attribute)} Float64
    MATERIALIZED ifNull(toFloat64OrNull(trim(BOTH '"' FROM ${column})), nan) CODEC(ZSTD(1))`;
  return sql`ALTER TABLE groundcrew.logs ${isNumeric ? sql`${text}, ${number}` : text}`;
}
