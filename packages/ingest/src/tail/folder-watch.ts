// Tells early which paths changed, where the operating system can. It may miss changes, and often tells nothing on
// network file systems: files are looked at anyway, only later.
import { type FSWatcher, watch } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Folders watched, and changes remembered, at a time. */
const foldersMax = 512;
const changesMax = 10_000;

/** The changes in some folders since they were last asked for. */
export class FolderWatch {
  readonly #watchers = new Map<string, FSWatcher>();
  #changed = new Set<string>();
  #wake: (() => void) | undefined;

  /** Watches these folders and no others. */
  watch(folders: ReadonlySet<string>): void {
    for (const [folder, watcher] of this.#watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    for (const folder of folders) {
      if (this.#watchers.size >= foldersMax) return;
      if (!this.#watchers.has(folder)) this.#add(folder);
    }
  }

  /** The paths that changed since the last call. */
  take(): ReadonlySet<string> {
    const changed = this.#changed;
    this.#changed = new Set();
    return changed;
  }

  /** Resolves at the next change, after this time, or when the signal aborts. */
  async wait(timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (this.#changed.size > 0) return;
    const wake = new AbortController();
    this.#wake = () => wake.abort();
    const either = AbortSignal.any([signal, wake.signal]);
    await sleep(timeoutMs, undefined, { signal: either }).catch(() => undefined);
    this.#wake = undefined;
  }

  close(): void {
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
    this.#wake?.();
  }

  #add(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, (_, name) => {
        if (typeof name !== 'string' || this.#changed.size >= changesMax) return;
        this.#changed.add(path.join(folder, name));
        this.#wake?.();
      });
      watcher.on('error', () => {
        watcher.close();
        this.#watchers.delete(folder);
      });
      this.#watchers.set(folder, watcher);
    } catch {
      // No more watches, or the folder is gone.
    }
  }
}
