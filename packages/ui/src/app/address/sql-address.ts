// The SQL page's address: the query, and nothing else.
import { useMemo } from 'react';
import { addressOf, useLocation } from './location.ts';

export const sqlPath = '/sql';

/** Longer addresses are cut by servers and programs in between. */
const addressLengthMax = 8000;

/** The address of the page with a query; undefined when the query is too long for one. */
export function sqlAddress(query: string): string | undefined {
  const address = addressOf(sqlPath, [['q', query]]);
  return address.length > addressLengthMax ? undefined : address;
}

/** The query of the address. */
export function useSqlAddress(): string {
  const { search } = useLocation();
  return useMemo(() => new URLSearchParams(search).get('q') ?? '', [search]);
}
