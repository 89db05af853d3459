// The runs of a spool: one folder each.
import { readdirSync } from 'node:fs';
import { isRunId } from '../run-id.ts';

/** Their ids, oldest first. */
export function runsIn(spool: string): string[] {
  try {
    return readdirSync(spool).filter(isRunId).sort();
  } catch {
    return [];
  }
}
