// Runs in a spool as a recorder leaves them behind, for the tests of delivering.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { makePlan } from '../front/plan.ts';
import type { RunPlan } from '../messages.ts';
import { writeRunFile } from '../record/run-file.ts';
import { RunState } from '../record/run-state.ts';
import { entryKind } from '../spool/entry.ts';
import { JournalWriter } from '../spool/journal-writer.ts';

/** Where the run is, and how it is left. */
export interface SpoolOptions {
  spool: string;
  url: string;
  /** False for a recorder that was killed: no end in the journal, and by its record the run goes on. */
  isEnded?: boolean;
  startedNs?: bigint;
}

/** A run whose program wrote these pieces. */
export function spoolRun(pieces: readonly string[], options: SpoolOptions): RunPlan {
  const { spool, url, isEnded = true, startedNs = 1_700_000_000_000_000_000n } = options;
  const plan = makePlan({
    command: ['true'],
    tty: false,
    url,
    token: undefined,
    spool,
    spoolBytesMax: 1 << 30,
    waitMs: 0,
    environment: new Map(),
    startedNs,
  });
  mkdirSync(plan.folder, { recursive: true });
  const journal = new JournalWriter(plan);
  let timeNs = startedNs;
  for (const piece of pieces) journal.append(entryKind.stdout, timeNs++, Buffer.from(piece));
  if (isEnded) journal.end(timeNs);
  journal.close();
  const counts = { bytes: 1, lostLines: 0, lostBytes: 0, lostReason: '' };
  const ending = { exitCode: 0, signal: null };
  const file = new RunState(plan).update(startedNs + 9_000n, counts, isEnded ? ending : undefined);
  assert.ok(writeRunFile(plan.folder, file));
  return plan;
}
