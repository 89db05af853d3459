// Random sequences of what writers, rotation and crashes do, against the list of lines that were written.
// TAIL_RUNS sets how many, TAIL_SEED repeats one.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { KeptLines, startFollowing, testFolder, until } from './testing/follow.ts';
import { LogWriter } from './testing/log-writer.ts';
import { CrashError, CrashPoint, lossyFileSystem } from './testing/lossy-file-system.ts';

// oxlint-disable-next-line node/no-process-env -- how long to test is the developer's choice
const { TAIL_RUNS, TAIL_SEED } = process.env;
const numRuns = Number(TAIL_RUNS ?? 60);

type Action =
  | { do: 'append'; count: number; padding: number }
  | { do: (typeof plain)[number] }
  | { do: 'copySome'; bytes: number }
  | { do: 'pause'; ms: number }
  | { do: 'compress'; number: number; isZstd: boolean }
  | { do: 'crash'; operations: number };

/** What needs nothing said with it. */
const plain = [
  'part',
  'rename',
  'copy',
  'beginCopy',
  'copyAll',
  'truncateCopied',
  'recreate',
  'truncate',
  'settle',
  'stop',
] as const;
/** More often than the others. */
const frequent = ['rename', 'copy', 'truncateCopied'] as const;

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      count: fc.integer({ min: 1, max: 40 }),
      padding: fc.integer({ min: 0, max: 200 }),
    }),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      do: fc.constantFrom(...plain, ...frequent),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('copySome' as const),
      bytes: fc.integer({ min: 1, max: 2500 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('pause' as const),
      ms: fc.integer({ min: 1, max: 20 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('compress' as const),
      number: fc.integer({ min: 1, max: 3 }),
      isZstd: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('crash' as const),
      operations: fc.integer({ min: 0, max: 12 }),
    }),
  },
);

const plan = fc.record({
  pattern: fc.constantFrom('app.log', 'app.log*'),
  seed: fc.integer(),
  actions: fc.array(action, { minLength: 3, maxLength: 25 }),
});

test(`${numRuns} random lives of a log are kept line for line, exactly once`, async () => {
  await fc.assert(fc.asyncProperty(plan, live), {
    numRuns,
    seed: TAIL_SEED === undefined ? 7 : Number(TAIL_SEED),
    endOnFailure: true,
  });
});

async function live({
  pattern,
  seed,
  actions,
}: typeof plan extends fc.Arbitrary<infer T> ? T : never) {
  using files = testFolder();
  const logs = `${files.folder}/logs`;
  mkdirSync(logs);
  const random = randomFrom(seed);
  const kept = new KeptLines();
  const writer = new LogWriter(logs);
  const start = (crash = new CrashPoint()) => {
    const disk = lossyFileSystem(crash, random);
    const sink = kept.sink(crash, random);
    const rules = [{ pattern: `${logs}/${pattern}` }];
    const run = startFollowing({ rules, sink, state: `${files.folder}/state`, fs: disk.fs });
    return { ...run, disk, crash };
  };
  let engine: ReturnType<typeof start> | undefined = start();
  const stop = async () => {
    const error = await engine?.stop();
    if (error !== undefined && !isExpected(error)) throw error;
    if (engine?.crash.hasCrashed === true) engine.disk.forget();
    engine = undefined;
  };
  const isAllKept = () => {
    if (kept.lines.length < writer.lines.length) return false;
    const lines = new Set(kept.lines);
    return writer.lines.every((line) => lines.has(line));
  };
  const settle = async () => {
    if (engine?.crash.hasCrashed !== false) {
      await stop();
      engine = start();
    }
    writer.finishLine();
    await until('every line is kept', () => isAllKept() || engine?.crash.hasCrashed === true);
    if (engine.crash.hasCrashed) {
      await stop();
      engine = start();
      await until('every line is kept', isAllKept);
    }
  };
  try {
    // What was rotated away before a log was first followed is not followed.
    writer.append(1, 0);
    await settle();
    for (const next of actions) {
      if (next.do === 'append') writer.append(next.count, next.padding);
      else if (next.do === 'part') writer.appendPart();
      else if (next.do === 'rename') writer.rotateByRename();
      else if (next.do === 'copy') writer.rotateByCopy();
      else if (next.do === 'beginCopy') writer.beginCopy();
      else if (next.do === 'copySome') writer.copySome(next.bytes);
      else if (next.do === 'copyAll') writer.copyAll();
      else if (next.do === 'truncateCopied') writer.truncateCopied();
      else if (next.do === 'compress') writer.compress(next.number, next.isZstd);
      else if (next.do === 'settle') await settle();
      else if (next.do === 'pause') await new Promise((wake) => setTimeout(wake, next.ms));
      else if (next.do === 'stop') await stop();
      else if (next.do === 'crash') {
        await stop();
        engine = start(new CrashPoint(next.operations));
      } else {
        await settle();
        if (next.do === 'recreate') writer.recreate();
        else writer.truncate();
      }
    }
    await settle();
    await new Promise((wake) => setTimeout(wake, 30));
  } finally {
    writer.close();
    await stop();
  }
  const seen = new Set(kept.lines);
  assert.deepEqual(
    {
      missed: writer.lines.filter((line) => !seen.has(line)).map(shortened),
      doubled: kept.lines.filter((line) => !seen.delete(line)).map(shortened),
    },
    { missed: [], doubled: [] },
  );
}

const shortened = (line: string) => line.slice(0, 20);

/** Ends that are meant: the crash, or an append that was asked to end. */
const isExpected = (error: unknown) =>
  error instanceof CrashError || (error instanceof Error && error.name === 'AbortError');

function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
