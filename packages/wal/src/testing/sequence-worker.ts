// Runs random lives of the log in a thread of its own: node:test watches every promise of the thread it runs in, which
// makes them three times slower.
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { runWalSequence } from './wal-sequence.ts';

/** Runs the lives with these seeds, on `threads` threads. Rejects with the first seed that failed. */
export async function runWalSequences(from: number, count: number, threads = 1): Promise<void> {
  const share = Math.ceil(count / threads);
  const runs: Promise<void>[] = [];
  for (let start = from; start < from + count; start += share) {
    runs.push(runInThread(start, Math.min(share, from + count - start)));
  }
  await Promise.all(runs);
}

function runInThread(from: number, count: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const worker = new Worker(new URL(import.meta.url), { workerData: { from, count } });
  worker.once('error', reject).once('exit', () => resolve());
  return promise;
}

async function work({ from, count }: { from: number; count: number }): Promise<void> {
  const { stackTraceLimit } = Error;
  for (let seed = from; seed < from + count; seed += 1) {
    try {
      Error.stackTraceLimit = 0;
      await runWalSequence(seed);
    } catch {
      Error.stackTraceLimit = stackTraceLimit;
      const reason = await runWalSequence(seed).then(() => 'only once', stackOf);
      throw new Error(`seed ${seed}: ${reason}`);
    }
  }
}

const stackOf = (error: unknown) => (error instanceof Error ? String(error.stack) : String(error));

if (!isMainThread) await work(workerData);
