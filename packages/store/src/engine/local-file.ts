// `X-Groundcrew-File`: the rows of an INSERT are in a file of this machine, inside one of the folders the engine was
// given when it started.
import { realpath, rm, symlink } from 'node:fs/promises';
import { isAbsolute, sep } from 'node:path';
import { exception } from './exception.ts';
import type { SpooledBody } from './spool.ts';

/**
 * The file to read, with all links resolved and still inside one of the roots. Its path is percent-encoded, as
 * `encodeURI` does it. Throws ACCESS_DENIED for everything else, without telling whether the file exists.
 */
export async function resolveLocalFile(text: string, roots: readonly string[]): Promise<string> {
  const denied = () =>
    exception('ACCESS_DENIED', 'X-Groundcrew-File names no file that may be read');
  const path = decoded(text);
  if (path === undefined || !isAbsolute(path) || path.includes('\0')) throw denied();
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined) throw denied();
  for (const root of roots) {
    const folder = await realpath(root).catch(() => undefined);
    if (folder !== undefined && real.startsWith(folder.endsWith(sep) ? folder : folder + sep)) {
      return real;
    }
  }
  throw denied();
}

function decoded(text: string): string | undefined {
  try {
    return decodeURI(text);
  } catch {
    return undefined;
  }
}

/** The engine reads `*?{}[]` in a path as a pattern; a path that holds one is read through a link without. */
export async function plainPath(real: string, newPath: () => string): Promise<SpooledBody> {
  if (!/[*?{}[\]]/.test(real)) return { path: real, remove: async () => {} };
  const path = newPath();
  await symlink(real, path);
  return { path, remove: () => rm(path, { force: true }) };
}
