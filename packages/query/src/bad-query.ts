// The error of a query that cannot be read.
import { GroundcrewError } from '@groundcrew/runtime';

/** An error that points at a place in the query: `position` is a 0-based index of UTF-16 units. */
export function badQuery(position: number, expected: string, reason?: string): GroundcrewError {
  const why = reason ?? `expected ${expected}`;
  return new GroundcrewError(
    'bad-query',
    `cannot read the query: ${why} at character ${position + 1}`,
    { status: 400, extra: { position, expected } },
  );
}
