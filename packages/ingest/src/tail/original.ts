// Whether what a rotated file begins with is still in the log that it was made of: then it is a copy whose original is not
// truncated yet, and the original is what is followed.
import { open } from 'node:fs/promises';
import { headBytesMax } from './followed.ts';
import { readAt } from './open-files.ts';
import { familyOf } from './registry.ts';

/** `head` must have been read before: had the log been truncated by then, the copy would be whole. */
export async function isOfOriginal(head: Buffer, rotatedPath: string): Promise<boolean> {
  const start = await startOf(familyOf(rotatedPath));
  const length = Math.min(head.length, start.length);
  return length > 0 && start.subarray(0, length).equals(head.subarray(0, length));
}

/** The first bytes of a file as it is now; none when there is none. */
async function startOf(file: string): Promise<Buffer> {
  try {
    await using handle = await open(file, 'r');
    return Buffer.from(await readAt(handle, 0, headBytesMax));
  } catch {
    return Buffer.alloc(0);
  }
}
