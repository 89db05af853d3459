// The range of entries that was announced last: all before it are kept, those in it perhaps.
import path from 'node:path';
import type { FileSystem } from '@groundcrew/wal';
import { z } from 'zod';

const rangeSchema = z.strictObject({
  first: z.string().min(1),
  last: z.string().min(1),
  count: z.int().min(1),
});

/** Entries of the journal in a row. */
export type EntryRange = z.output<typeof rangeSchema>;

const fileName = 'cursor.json';

/** Reads the range; undefined at the first start. Rejects when the file is damaged: it is written whole or not at all. */
export async function readRange(fs: FileSystem, folder: string): Promise<EntryRange | undefined> {
  await fs.makeDirectory(folder);
  if (!(await fs.readdir(folder)).includes(fileName)) return undefined;
  const file = await fs.open(path.join(folder, fileName), 'read');
  try {
    const bytes = Buffer.alloc(Math.min(await file.sizeBytes(), 65_536));
    await file.read(bytes, 0);
    return rangeSchema.parse(JSON.parse(bytes.toString()));
  } finally {
    await file.close();
  }
}

/** Puts the range on disk. */
export async function writeRange(fs: FileSystem, folder: string, range: EntryRange): Promise<void> {
  const temporary = path.join(folder, `${fileName}.new`);
  const file = await fs.open(temporary, 'write');
  try {
    await file.truncate(0);
    await file.writev([Buffer.from(JSON.stringify(range))], 0);
    await file.fdatasync();
  } finally {
    await file.close();
  }
  await fs.rename(temporary, path.join(folder, fileName));
  await fs.fsyncDirectory(folder);
}
