// How wide the columns of an answer are: as their values ask for, until somebody drags them.
import { useMemo, useState } from 'react';
import type { SqlAnswer, SqlColumn } from '../api/sql.ts';
import { remembered } from '../frame/remembered.ts';
import { typeText, cellText } from './cell-text.ts';

/** A column at its place. */
export interface PlacedColumn extends SqlColumn {
  readonly index: number;
  readonly left: number;
  readonly width: number;
}

export const columnWidths = { min: 56, max: 800 };
const firstWidthMax = 420;
const characterPx = 7.3;
const typeCharacterPx = 6.4;
const paddingPx = 25;
const sampledRows = 100;
const widthsMax = 200;

const bounded = (width: number, most = columnWidths.max) =>
  Math.round(Math.max(columnWidths.min, Math.min(most, width)));

/** The columns with their places, and how to change a width. This browser remembers widths by name. */
export function useColumns(
  answer: SqlAnswer,
): [readonly PlacedColumn[], (name: string, width: number) => void] {
  const [own, setOwn] = useState(rememberedWidths);
  const { columns } = answer;
  const sample = answer.rows.slice(0, sampledRows);
  // Widths stay when more rows come: only the first ones count.
  const fitted = useMemo(
    () =>
      columns.map((column, index) =>
        fittedWidth(
          column,
          sample.map((row) => row[index]),
        ),
      ),
    [columns, sample.length],
  );
  const placed = useMemo(() => {
    let left = 0;
    return columns.map((column, index) => {
      const width = bounded(own.get(column.name) ?? fitted[index] ?? columnWidths.min);
      left += width;
      return { ...column, index, width, left: left - width };
    });
  }, [columns, fitted, own]);
  const setWidth = (name: string, width: number) => {
    const others = [...own].filter(([each]) => each !== name).slice(-widthsMax);
    const next = new Map([...others, [name, bounded(width)]]);
    setOwn(next);
    remembered.write('sql-widths', JSON.stringify([...next]));
  };
  return [placed, setWidth];
}

function fittedWidth({ name, type }: SqlColumn, values: readonly unknown[]): number {
  const longest = Math.max(name.length, ...values.map((value) => cellText(value).length));
  const text = Math.max(longest * characterPx, typeText(type).length * typeCharacterPx);
  return bounded(text + paddingPx, firstWidthMax);
}

function rememberedWidths(): ReadonlyMap<string, number> {
  try {
    const list: unknown = JSON.parse(remembered.read('sql-widths') ?? '[]');
    return new Map(Array.isArray(list) ? list.filter(isWidth) : []);
  } catch {
    return new Map();
  }
}

const isWidth = (entry: unknown): entry is [string, number] =>
  Array.isArray(entry) && typeof entry[0] === 'string' && Number.isFinite(entry[1]);
