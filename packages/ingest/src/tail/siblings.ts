// The files beside a log that may hold earlier contents of it: renamed, copied or compressed.
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { headBytesMax, type Packing } from './followed.ts';
import { type FileState, OpenFiles, readAt, statPath } from './open-files.ts';
import { PackedReader } from './packed-reader.ts';
import { isPacked, stemOf } from './rotated-names.ts';

/** Files of one log looked at. */
const siblingsMax = 1000;

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

/** The files of the log at `family`, itself included, newest first. A folder that is gone has none. */
export async function listSiblings(family: string): Promise<Sibling[]> {
  const folder = path.dirname(family);
  const stem = path.basename(family);
  const names = await readdir(folder).catch((): string[] => []);
  const found: Sibling[] = [];
  for (const name of names) {
    if (found.length >= siblingsMax) break;
    if (!name.startsWith(stem.slice(0, 1)) || stemOf(name) !== stem) continue;
    const file = path.join(folder, name);
    const state = await statPath(file).catch(() => undefined);
    if (state?.isFile === true)
      found.push({ ...state, path: file, name, packing: packingOf(name) });
  }
  return found.sort((a, b) => b.mtimeMs - a.mtimeMs);
}

/** The first bytes of a sibling's content; none when it cannot be read (yet). */
export async function headOf({ path: file, packing, place }: Sibling): Promise<Buffer> {
  if (packing === undefined) return Buffer.alloc(0);
  if (packing !== 'plain') {
    const reader = new PackedReader(file, packing);
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
