// Cases of a receiver: `x.in` beside `x.out.json`. UPDATE_GOLDEN=1 writes what is decoded now; review the difference.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { entryKind } from '@groundcrew/wal';
import { EntryIntake, type IntakeLimits } from '../entries.ts';
import type { Receiver } from '../receivers/receiver.ts';

/** The smallest that can be configured, so that a case about a limit can be read. */
export const caseLimits: IntakeLimits = {
  maxLineBytes: 4096,
  maxDepth: 8,
  maxLines: 100_000,
  maxDecodedBytes: 10_000_000,
};

/** One case. */
export interface Case {
  name: string;
  input: Buffer;
  expectedFile: URL;
}

/** All cases in a receiver's folder. */
export function casesOf(folder: URL): Case[] {
  const cases = new URL('cases/', folder);
  return readdirSync(cases)
    .filter((file) => file.endsWith('.in'))
    .sort()
    .map((file) => ({
      name: file.slice(0, -'.in'.length),
      input: readFileSync(new URL(file, cases)),
      expectedFile: new URL(file.replace(/\.in$/, '.out.json'), cases),
    }));
}

/** What a receiver makes of bytes, in a form to read and to compare. */
export function decoded(receiver: Pick<Receiver, 'decode'>, bytes: Buffer): object {
  const intake = new EntryIntake(caseLimits);
  receiver.decode(bytes, intake);
  return {
    rows: intake.rows,
    cut: intake.cutRows,
    ...(intake.rejectedRecords > 0 ? { rejected: intake.rejectedRecords } : {}),
    ...(intake.rejectedDetail === '' ? {} : { detail: intake.rejectedDetail }),
    ...(intake.brokenDetail === undefined ? {} : { broken: intake.brokenDetail }),
    lines: intake.collected.map(({ kind, body }) => ({
      kind: Object.entries(entryKind).find(([, number]) => number === kind)?.[0],
      lines: body.toString().split('\n'),
    })),
  };
}

/** The expected form, written first when asked to. */
export function expected(file: URL, actual: object): unknown {
  // oxlint-disable-next-line node/no-process-env -- a switch of the developer's, not of the program's
  if (process.env['UPDATE_GOLDEN'] === '1') {
    writeFileSync(file, `${JSON.stringify(actual, undefined, 2)}\n`);
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}
