// Where a content went that is not at its place any more, and which contents of the same log were never seen because it
// was rotated more than once meanwhile.
import { hasHead, type FollowedFile, newFile } from './followed.ts';
import { type OpenFiles } from './open-files.ts';
import { familyOf, type Registry } from './registry.ts';
import { isRotated } from './rotated-names.ts';
import {
  headOf,
  type Heads,
  listSiblings,
  readStart,
  type Sibling,
  type Siblings,
} from './siblings.ts';

/** What a search found. */
export type Whereabouts =
  | { kind: 'moved'; to: Sibling }
  /** No path leads to it, but the open descriptor does. */
  | { kind: 'unlinked' }
  /** It is where it was, but ends before the position: the machine lost its power, or someone cut it. */
  | { kind: 'shrunk'; at: Sibling }
  /** There is a compressed file of it in a form that cannot be read. */
  | { kind: 'unsupported'; path: string }
  | { kind: 'nowhere' };

/** All files that may hold contents of the log. */
export async function siblingsOf({ logPath, realPath }: FollowedFile): Promise<Siblings> {
  const own = await listSiblings(familyOf(logPath));
  if (familyOf(realPath) === familyOf(logPath)) return own;
  const real = await listSiblings(familyOf(realPath));
  return { all: [...own.all, ...real.all], isTorn: own.isTorn || real.isTorn };
}

/** Looks for a lost content: at its place under another name, then as a copy, then compressed. */
export async function findContent(
  file: FollowedFile,
  siblings: readonly Sibling[],
  { registry, files, heads }: { registry: Registry; files: OpenFiles; heads: Heads },
): Promise<Whereabouts> {
  // Without a byte there is nothing to recognise it by, and nothing of it was kept: it is met again as something new.
  if (file.head.length === 0) return { kind: 'nowhere' };
  const samePlace = siblings.find(
    ({ place, packing }) => place === file.place && packing === 'plain',
  );
  if (samePlace && (await holds(samePlace, file))) {
    if (samePlace.size >= file.position) return { kind: 'moved', to: samePlace };
    return { kind: 'shrunk', at: samePlace };
  }
  const unlinked = await files.stateOf(file.id);
  if (unlinked?.isUnlinked === true && unlinked.size >= file.position) return { kind: 'unlinked' };
  const others = siblings.filter(({ place }) => place !== file.place && !registry.atPlace(place));
  for (const copy of others) {
    if (copy.packing !== 'plain' || !(await holds(copy, file))) continue;
    // Lines written after the copy was made were read before the truncation: the copy ends before the position.
    return copy.size >= file.position ? { kind: 'moved', to: copy } : { kind: 'shrunk', at: copy };
  }
  for (const packed of others) {
    if (packed.packing === undefined || packed.packing === 'plain') continue;
    if (hasHead(file, await heads.of(packed)))
      return { kind: 'moved', to: { ...packed, place: '' } };
  }
  const unsupported = others.find(
    ({ packing, mtimeMs }) => packing === undefined && mtimeMs >= file.mtimeMs,
  );
  return unsupported ? { kind: 'unsupported', path: unsupported.path } : { kind: 'nowhere' };
}

/** Whether a plain file begins with the content's head, and where it is long enough has its bytes before the position. */
async function holds(sibling: Sibling, file: FollowedFile): Promise<boolean> {
  const start = await headOf(sibling);
  if (!hasHead(file, start)) return false;
  // In its own place a content that is being written anew may begin alike.
  if (sibling.place === file.place && start.length < file.head.length) return false;
  if (sibling.size < file.position) return true;
  const from = file.position - file.anchor.length;
  const before = await readStart(sibling.path, sibling.place, from, file.anchor.length);
  return before.equals(file.anchor);
}

/** What was found beside a log, and whether that is certain. */
export interface MissedContents {
  missed: FollowedFile[];
  /** Some file could not be looked at, or changed its name meanwhile: look again. */
  isUnsure: boolean;
}

/**
 * Contents of rotated files that were made after this one and never followed. Called when a rotation was noticed, after
 * the content itself was looked for.
 */
export async function missedContents(
  file: FollowedFile,
  { all, isTorn }: Siblings,
  { registry, heads }: { registry: Registry; heads: Heads },
): Promise<MissedContents> {
  const found: MissedContents = { missed: [], isUnsure: isTorn };
  const sinceMs = file.missedSinceMs ?? file.mtimeMs;
  for (const sibling of all) {
    const { name, packing, place, mtimeMs, size } = sibling;
    if (!isRotated(name) || packing === undefined || mtimeMs < sinceMs || size === 0) continue;
    if (sibling.path === file.path || registry.atPlace(place)) continue;
    const head = await heads.of(sibling);
    if (head.length === 0) found.isUnsure = true;
    if (head.length === 0 || registry.withHead(file.logPath, head)) continue;
    if (found.missed.some((other) => hasHead(other, head))) continue;
    const { rule, logPath, realPath } = file;
    const own = packing === 'plain' ? place : '';
    found.missed.push(
      newFile({ rule, logPath, realPath, path: sibling.path, packing, place: own, mtimeMs, head }),
    );
  }
  return found;
}
