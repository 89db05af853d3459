// The list of files with their digests, as `sha256sum` writes it: a backup can be checked without this program. A backup
// may come from anywhere, so nothing in the list is trusted to stay within the folder.
import { GroundcrewError, quote } from '@groundcrew/runtime';

/** One file of a backup. */
export interface SummedFile {
  /** Relative, with `/`. */
  path: string;
  /** In hexadecimal. */
  sha256: string;
}

const pathBytesMax = 4096;

/** The list as text, sorted by path. Throws for a name that a line cannot hold. */
export function writeSums(files: readonly SummedFile[]): string {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  for (const { path } of sorted) if (!isSafePath(path)) throw unsafe(path);
  return sorted.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join('');
}

/** Reads the list. Throws `backup-damaged` for anything that is not exactly of its form. */
export function readSums(text: string): SummedFile[] {
  const lines = text.split('\n');
  if (lines.pop() !== '') throw damaged('its list of files ends in the middle of a line');
  const seen = new Set<string>();
  return lines.map((line) => {
    const [, sha256, path] = /^([0-9a-f]{64}) {2}(.+)$/s.exec(line) ?? [];
    if (sha256 === undefined || path === undefined || !isSafePath(path) || seen.has(path)) {
      throw damaged(`its list of files has the line ${quote(line, 120)}`);
    }
    seen.add(path);
    return { sha256, path };
  });
}

/** Below the folder, whatever the file system thinks of the name. */
export function isSafePath(path: string): boolean {
  if (path === '' || Buffer.byteLength(path) > pathBytesMax || hasControls(path)) return false;
  // As sha256sum would have to escape it.
  if (path.includes('\\')) return false;
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

const hasControls = (text: string) => /\p{Cc}/u.test(text);

/** A backup that is not what was written. */
export function damaged(what: string): GroundcrewError {
  return new GroundcrewError('backup-damaged', `cannot restore the backup: ${what}`, {
    hint: 'take another backup; this one was changed or cut after it was written',
  });
}

const unsafe = (path: string) =>
  new GroundcrewError(
    'backup-failed',
    `cannot back up a file with the name ${quote(path, 200)}: a list of files cannot hold it`,
    { hint: 'rename it, or move it out of the data folder' },
  );
