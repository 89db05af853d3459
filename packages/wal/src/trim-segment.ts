// Removes a segment that the store has on disk.
import type { Log } from '@groundcrew/runtime';
import { logFailed } from './errors.ts';
import { type FileSystem, removeFile } from './file-system.ts';
import type { IdempotencyKeys } from './idempotency-keys.ts';
import type { WalCounters } from './wal-metrics.ts';

/**
 * Moves the keys to a key file, then removes the segment. When the key file cannot be written the segment still goes: on
 * a full disk nothing else frees space. The keys are then in memory only until a later write succeeds, so a crash in
 * between makes a resend of them count as new.
 *
 * The folder is not synced: a segment that is back after a power loss is recovered and found delivered. Rejects with
 * `log-failed` when the file cannot be removed.
 */
export async function trimSegment(
  options: { fs: FileSystem; keys: IdempotencyKeys; counters: WalCounters; log: Log },
  path: string,
): Promise<void> {
  const { fs, keys, counters, log } = options;
  const isMoved = await keys.moveToFile(path).then(
    () => true,
    () => false,
  );
  await removeFile(fs, path).catch((error: unknown) => {
    counters.errors.add(1, { operation: 'trim' });
    throw logFailed(error);
  });
  if (isMoved) return;
  await keys.moveToFile(path).catch((error: unknown) => {
    counters.errors.add(1, { operation: 'keys' });
    log.warn({ error: String(error) }, 'cannot write idempotency keys to disk yet');
  });
}
