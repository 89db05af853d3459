// The queries this browser ran last.
import { remembered } from '../frame/remembered.ts';

const name = 'sql-recent';
const keptMax = 30;
const lengthMax = 10_000;

/** The newest first. */
export const recentQueries = (): readonly string[] => remembered.readList(name);

/** Notes a query; one too long to remember is left out. */
export function noteQuery(query: string): void {
  if (query.length <= lengthMax) remembered.noteInList(name, query, keptMax);
}
