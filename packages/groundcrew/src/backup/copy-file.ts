// Copies a file onto the disk for good, and says what was copied.
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

const chunkBytes = 1024 * 1024;

/** What a copied file holds. */
export interface Copied {
  /** In hexadecimal. */
  sha256: string;
  sizeBytes: number;
}

/** Copies `source` to the new file `target`, as far as it goes now, and waits until it is on disk. */
export async function copyDurably(source: string, target: string): Promise<Copied> {
  const from = await open(source, 'r');
  try {
    const to = await open(target, 'wx', 0o600);
    try {
      const hash = createHash('sha256');
      const buffer = Buffer.allocUnsafe(chunkBytes);
      let sizeBytes = 0;
      for (;;) {
        const { bytesRead } = await from.read(buffer, 0, chunkBytes, sizeBytes);
        if (bytesRead === 0) break;
        const bytes = buffer.subarray(0, bytesRead);
        hash.update(bytes);
        await writeAll(to, bytes, sizeBytes);
        sizeBytes += bytesRead;
      }
      await to.sync();
      return { sha256: hash.digest('hex'), sizeBytes };
    } finally {
      await to.close();
    }
  } finally {
    await from.close();
  }
}

type Handle = Awaited<ReturnType<typeof open>>;

/** One write may take less than it was given. */
async function writeAll(to: Handle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await to.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

/** Writes a new small file and waits until it is on disk. */
export async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
