// A file system on the real one that stops at a chosen operation, and forgets what was not synced: a power loss.
import { truncateSync } from 'node:fs';
import { type FileSystem, nodeFileSystem, type OpenFile } from '@groundcrew/wal';

/** Thrown by everything after the crash. */
export class CrashError extends Error {
  override readonly name = 'CrashError';
}

/** The moment of a crash, shared by all that crashes together. */
export class CrashPoint {
  #left: number;
  hasCrashed = false;

  /** `operations` are let through before the crash. */
  constructor(operations = Number.POSITIVE_INFINITY) {
    this.#left = operations;
  }

  /** Counts one operation; throws once they are used up. */
  pass(): void {
    if (this.#left-- <= 0) this.hasCrashed = true;
    if (this.hasCrashed) throw new CrashError('crash');
  }
}

/** Wraps the real file system. */
export function lossyFileSystem(crash: CrashPoint, random: () => number) {
  /** Synced and written size by path. */
  const sizes = new Map<string, { synced: number; written: number }>();

  const wrap = (path: string, file: OpenFile): OpenFile => {
    const state = { path };
    opened.push(state);
    const size = () => sizes.get(state.path) ?? { synced: 0, written: 0 };
    return {
      ...file,
      async writev(buffers, position) {
        const bytes = Buffer.concat([...buffers]);
        try {
          crash.pass();
        } catch (error) {
          const part = bytes.subarray(0, Math.floor(random() * bytes.length));
          await file.writev([part], position);
          sizes.set(state.path, { ...size(), written: position + part.length });
          throw error;
        }
        await file.writev([bytes], position);
        sizes.set(state.path, { ...size(), written: position + bytes.length });
      },
      async truncate(sizeBytes) {
        await file.truncate(sizeBytes);
        sizes.set(state.path, { synced: sizeBytes, written: sizeBytes });
      },
      async fdatasync() {
        crash.pass();
        sizes.set(state.path, { synced: size().written, written: size().written });
        crash.pass();
      },
    };
  };
  const opened: { path: string }[] = [];

  const fs: FileSystem = {
    ...nodeFileSystem,
    open: async (path, mode) => wrap(path, await nodeFileSystem.open(path, mode)),
    async rename(from, to) {
      crash.pass();
      await nodeFileSystem.rename(from, to);
      const size = sizes.get(from);
      if (size) sizes.set(to, size);
      for (const state of opened) if (state.path === from) state.path = to;
    },
  };
  return {
    fs,
    /** Cuts what was not synced, at a place of chance. */
    forget(): void {
      for (const [path, { synced, written }] of sizes) {
        try {
          truncateSync(path, synced + Math.floor(random() * (written - synced + 1)));
        } catch {
          // It was renamed.
        }
      }
    },
  };
}
