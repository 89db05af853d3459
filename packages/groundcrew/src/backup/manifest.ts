// What a backup says about itself.
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GroundcrewError, quote } from '@groundcrew/runtime';
import { z } from 'zod';
import { codeOf } from './link-tree.ts';
import { manifestFileName } from './layout.ts';
import { damaged, isSafePath } from './sums.ts';

/** Of the folder's form. A newer one is not guessed at. */
export const backupFormat = 1;

const manifestSchema = z.object({
  format: z.int().min(1),
  /** Version of the program that wrote it. */
  program: z.string().max(100),
  /** Everything acknowledged before this moment is in it. */
  startedAt: z.iso.datetime({ offset: true, precision: 9 }),
  files: z.int().min(0),
  sizeBytes: z.int().min(0),
  /** Segments of the log within. */
  segments: z.int().min(0),
  hasStore: z.boolean(),
  /** Digest of the list of files. */
  sumsSha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Symbolic links: how the store names its folders. */
  links: z.record(z.string().refine(isSafePath), z.string().refine(isLinkOfStore)),
});

/** The content of `backup.json`. */
export type Manifest = z.output<typeof manifestSchema>;

const manifestBytesMax = 1024 * 1024;

/** The store's links lead to a table's folder, and nothing else is a link. */
export function isLinkOfStore(target: string): boolean {
  return /^(\.\.\/){1,2}store\/[0-9a-f]{3}\/[0-9a-f-]{36}\/?$/.test(target);
}

/** Reads what is in the folder. Throws `backup-missing`, `backup-newer` or `backup-damaged`. */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, manifestFileName);
  let text: string;
  try {
    if ((await stat(path)).size > manifestBytesMax) throw damaged('its description is too large');
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR'].includes(codeOf(error))) throw error;
    throw new GroundcrewError(
      'backup-missing',
      `cannot restore ${quote(folder, 200)}: it is no backup, there is no ${manifestFileName} in it`,
      { hint: 'name the folder that "groundcrew backup" made', cause: error },
    );
  }
  return parseManifest(text);
}

/** Throws `backup-newer` or `backup-damaged`. */
export function parseManifest(text: string): Manifest {
  const value = parseJson(text);
  const format = z.object({ format: z.number() }).safeParse(value);
  if (format.success && format.data.format > backupFormat) {
    throw new GroundcrewError(
      'backup-newer',
      `cannot restore the backup: its form is ${format.data.format}, this program knows ${backupFormat}`,
      { hint: 'restore it with the version of groundcrew that wrote it, or a newer one' },
    );
  }
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw damaged(`its description is wrong at ${parsed.error.issues[0]?.path.join('.') ?? '?'}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
