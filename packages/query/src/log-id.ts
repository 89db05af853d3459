// A record's public id, `<timeNs>-<batch>-<row>`: it says where the record stands, so it is also the cursor of a page.
import { GroundcrewError, quote } from '@groundcrew/runtime';
import { timeNsMax } from './parse-time.ts';

/** The place of a record. Records are ordered by these three, in this order. */
export interface LogId {
  readonly timeNs: bigint;
  readonly batch: bigint;
  readonly row: number;
}

/** The id as text. */
export function formatLogId({ timeNs, batch, row }: LogId): string {
  return `${timeNs}-${batch}-${row}`;
}

/** Reads an id or cursor. Throws `bad-id` (400). */
export function parseLogId(text: string): LogId {
  const match = /^(-?\d{1,19})-(\d{1,20})-(\d{1,10})$/.exec(text);
  const [timeNs, batch, row] = (match?.slice(1) ?? []).map(BigInt);
  const isGood =
    timeNs !== undefined &&
    batch !== undefined &&
    row !== undefined &&
    timeNs <= timeNsMax &&
    timeNs >= -timeNsMax &&
    batch < 2n ** 64n &&
    row < 2n ** 32n;
  if (isGood) return { timeNs, batch, row: Number(row) };
  throw new GroundcrewError(
    'bad-id',
    `cannot read the record id ${quote(text)}: expected TIME-BATCH-ROW`,
    {
      status: 400,
      hint: 'Pass an id as another answer gave it.',
    },
  );
}
