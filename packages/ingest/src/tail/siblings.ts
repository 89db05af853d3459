// The files beside a log that may hold earlier contents of it: renamed, copied or compressed.
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { systemClock } from '@groundcrew/runtime';
import { headBytesMax, type Packing } from './followed.ts';
import { type FileState, OpenFiles, readAt, statPath } from './open-files.ts';
import { PackedReader } from './packed-reader.ts';
import { isPacked, stemOf } from './rotated-names.ts';

/** Files of one log looked at. */
const siblingsMax = 5000;

/** A file of the same log. */
export interface Sibling extends FileState {
  path: string;
  name: string;
  /** Undefined for a compression that cannot be read. */
  packing: Packing | undefined;
}

/** How a file is packed, by its name. */
function packingOf(name: string): Packing | undefined {
  if (name.endsWith('.gz')) return 'gzip';
  if (name.endsWith('.zst')) return 'zstd';
  return isPacked(name) ? undefined : 'plain';
}

/** The files of one log as they were found. */
export interface Siblings {
  /** Newest first. */
  all: Sibling[];
  /** Names changed while they were looked at: a file may have been seen twice, or not at all. */
  isTorn: boolean;
}

/** Renames this close together may leave a folder with the same time. */
const folderTimeGrainMs = 20;

/** The files of the log at `family`, itself included. A folder that is gone has none. */
export async function listSiblings(family: string): Promise<Siblings> {
  const folder = path.dirname(family);
  const stem = path.basename(family);
  const before = await changedMs(folder);
  const names = await readdir(folder).catch((): string[] => []);
  const own = names.filter((name) => name.startsWith(stem.slice(0, 1)) && stemOf(name) === stem);
  const states = own.slice(0, siblingsMax).map(async (name) => {
    const file = path.join(folder, name);
    const state = await statPath(file).catch(() => undefined);
    return state?.isFile === true ? [{ ...state, path: file, name, packing: packingOf(name) }] : [];
  });
  const all = (await Promise.all(states)).flat().sort((a, b) => b.mtimeMs - a.mtimeMs);
  // A time that lies ahead is of a clock that was set back since.
  const isFresh = Math.abs(Number(systemClock.nowNs() / 1_000_000n) - before) < folderTimeGrainMs;
  return { all, isTorn: isFresh || before !== (await changedMs(folder)) };
}

/** When a name in a folder changed last. */
const changedMs = async (folder: string) =>
  statPath(folder).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );

/** Beginnings of compressed files, which cost more to read and do not change. */
const knownHeadsMax = 4000;

/** Reads the beginnings of files, and remembers those of compressed ones under whatever name they are found. */
export class Heads {
  readonly #known = new Map<string, Buffer>();

  async of(sibling: Sibling): Promise<Buffer> {
    const { packing, place, size, mtimeMs } = sibling;
    if (packing === undefined || packing === 'plain') return headOf(sibling);
    const key = `${place} ${size} ${mtimeMs}`;
    const known = this.#known.get(key);
    if (known) return known;
    const head = await headOf(sibling);
    if (this.#known.size >= knownHeadsMax) this.#known.clear();
    // One that is being written may have no beginning yet.
    if (head.length > 0) this.#known.set(key, head);
    return head;
  }
}

/** The first bytes of a sibling's content; none when it cannot be read (yet). */
export async function headOf({ path: file, packing, place }: Sibling): Promise<Buffer> {
  if (packing === undefined) return Buffer.alloc(0);
  if (packing !== 'plain') {
    const reader = new PackedReader(file, packing, place);
    try {
      return Buffer.from(await reader.read(0, headBytesMax));
    } catch {
      return Buffer.alloc(0);
    } finally {
      reader.close();
    }
  }
  return readStart(file, place, 0, headBytesMax);
}

/** Bytes of a plain file that must lie at `place`; none when it does not any more. */
export async function readStart(
  file: string,
  place: string,
  position: number,
  length: number,
): Promise<Buffer> {
  const files = new OpenFiles(1);
  try {
    const handle = await files.get('head', file, place);
    return handle ? await readAt(handle, position, length) : Buffer.alloc(0);
  } catch {
    return Buffer.alloc(0);
  } finally {
    await files.closeAll();
  }
}
