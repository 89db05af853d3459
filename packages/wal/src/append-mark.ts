// What the log itself writes into an entry's meta, as its last member `wal`: which part of which append it is, so that
// an append is whole or absent after a crash, and the caller's idempotency key, so that a resend is known.
import { assert } from '@groundcrew/runtime';
import { isIntegerUpTo, parseObject } from './segment-identity.ts';

/** An append as each of its entries tells it. */
export interface AppendMark {
  /** Hash of the idempotency key, 128 bits as base64url; "" without one. */
  key: string;
  /** Rows of the whole append. */
  rows: number;
  /** From 0 to `parts` - 1. */
  part: number;
  parts: number;
}

const rowsMax = 2 ** 32 - 1;
const keyPattern = /^[\w-]{22}$/;

/** Adds the mark to an entry's meta. An append of one entry without a key needs none. */
export function markMeta(meta: string, mark: AppendMark): string {
  if (mark.parts === 1 && mark.key === '') return meta;
  assert(meta === '' || (meta.startsWith('{') && meta.endsWith('}')), 'meta is a JSON object');
  const text = `"wal":${JSON.stringify(mark)}}`;
  if (meta === '' || meta === '{}') return `{${text}`;
  return `${meta.slice(0, -1)},${text}`;
}

/** The mark in a row's meta; undefined when there is none. */
export function parseMark(meta: Buffer): AppendMark | undefined {
  if (!meta.includes('"wal":')) return undefined;
  const wal = parseObject(meta.toString())?.get('wal');
  if (typeof wal !== 'object' || wal === null) return undefined;
  const members = new Map<string, unknown>(Object.entries(wal));
  const [key, rows, part, parts] = ['key', 'rows', 'part', 'parts'].map((name) =>
    members.get(name),
  );
  if (typeof key !== 'string' || !(key === '' || keyPattern.test(key))) return undefined;
  if (!isIntegerUpTo(rows, rowsMax) || !isIntegerUpTo(parts, rowsMax)) return undefined;
  if (!isIntegerUpTo(part, parts - 1)) return undefined;
  return { key, rows, part, parts };
}
