// Where a content went that is not at its place any more, and which contents of the same log were never seen because it
// was rotated more than once meanwhile.
import { type FollowedFile, hasHead, headBytesMax, newFile } from './followed.ts';
import { type OpenFiles } from './open-files.ts';
import { familyOf, type Registry } from './registry.ts';
import { isRotated } from './rotated-names.ts';
import { isOfOriginal } from './original.ts';
import {
  headOf,
  type Heads,
  listSiblings,
  readStart,
  type Sibling,
  type Siblings,
} from './siblings.ts';
import type { TailSettings } from './tail-rule.ts';

/** What a search found. */
export type Whereabouts =
  /** `head` is set for a copy that is shorter than what is known of the beginning. */
  | { kind: 'moved'; to: Sibling; head?: Buffer }
  /** No path leads to it, but the open descriptor does. */
  | { kind: 'unlinked' }
  /** It is where it was, but ends before the position: the machine lost its power, or someone cut it. */
  | { kind: 'shrunk'; at: Sibling }
  /** There is a compressed file of it in a form that cannot be read. */
  | { kind: 'unsupported'; path: string }
  | { kind: 'nowhere' };

/** What searching needs. */
export interface SearchOptions {
  readonly registry: Registry;
  readonly files: OpenFiles;
  readonly heads: Heads;
  readonly settings: TailSettings;
  /** Time of day in milliseconds, to compare with times of files. */
  readonly timeMs: number;
}

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
  options: SearchOptions,
): Promise<Whereabouts> {
  // Without a byte there is nothing to recognise it by, and nothing of it was kept: it is met again as something new.
  if (file.head.length === 0) return { kind: 'nowhere' };
  const samePlace = siblings.find(
    ({ place, packing }) => place === file.place && packing === 'plain',
  );
  if (samePlace && (await heldStart(samePlace, file))) {
    if (samePlace.size >= file.position) return { kind: 'moved', to: samePlace };
    return { kind: 'shrunk', at: samePlace };
  }
  if (await isReachedOpen(file, options.files)) return { kind: 'unlinked' };
  const others = siblings.filter(
    ({ place }) => place !== file.place && !options.registry.atPlace(place),
  );
  return findCopy(file, others, options);
}

/** Whether the open file has no name any more, and still is this content: its place may have been given away. */
async function isReachedOpen(file: FollowedFile, files: OpenFiles): Promise<boolean> {
  const state = await files.stateOf(file.id);
  if (state?.isUnlinked !== true || state.size < file.position) return false;
  const { head, anchor, position, id } = file;
  if (!(await files.bytes(id, 0, head.length)).equals(head)) return false;
  return (await files.bytes(id, position - anchor.length, anchor.length)).equals(anchor);
}

async function findCopy(
  file: FollowedFile,
  others: readonly Sibling[],
  options: SearchOptions,
): Promise<Whereabouts> {
  let short: Sibling | undefined;
  for (const copy of others) {
    if (copy.packing !== 'plain') continue;
    const start = await heldStart(copy, file);
    if (!start) continue;
    const isShort = copy.size < file.position || start.length < file.head.length;
    // It may be one of something else that has just been begun.
    if (isShort && isFresh(copy, options)) continue;
    if (copy.size >= file.position)
      return { kind: 'moved', to: copy, ...(isShort && { head: start }) };
    if (!short || copy.size > short.size) short = copy;
  }
  for (const packed of others) {
    if (packed.packing === undefined || packed.packing === 'plain') continue;
    if (hasHead(file, await options.heads.of(packed)))
      return { kind: 'moved', to: { ...packed, place: '' } };
  }
  // Lines written after the copy was made were read before the truncation: the copy ends before the position.
  if (short) return { kind: 'shrunk', at: short };
  const unsupported = others.find(
    ({ packing, mtimeMs }) => packing === undefined && mtimeMs >= file.mtimeMs,
  );
  return unsupported ? { kind: 'unsupported', path: unsupported.path } : { kind: 'nowhere' };
}

/** Whether a file was written so lately that it may be a copy still being made. */
const isFresh = ({ mtimeMs }: Sibling, { timeMs, settings }: SearchOptions) =>
  Math.abs(timeMs - mtimeMs) < settings.goneMs / 10;

/**
 * The beginning of a plain file if it is the content's, and if the file, where it is long enough, has the content's bytes
 * before the position.
 */
async function heldStart(sibling: Sibling, file: FollowedFile): Promise<Buffer | undefined> {
  const start = await headOf(sibling);
  if (!hasHead(file, start)) return undefined;
  // In its own place a content that is being written anew may begin alike.
  if (sibling.place === file.place && start.length < file.head.length) return undefined;
  if (sibling.size < file.position) return start;
  const from = file.position - file.anchor.length;
  const before = await readStart(sibling.path, sibling.place, from, file.anchor.length);
  return before.equals(file.anchor) ? start : undefined;
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
  options: SearchOptions,
): Promise<MissedContents> {
  const found: MissedContents = { missed: [], isUnsure: isTorn };
  const sinceMs = file.missedSinceMs ?? file.mtimeMs;
  for (const sibling of all) {
    const { name, packing, place, mtimeMs } = sibling;
    if (!isRotated(name) || packing === undefined || mtimeMs < sinceMs) continue;
    if (sibling.path === file.path || options.registry.atPlace(place)) continue;
    const head = await options.heads.of(sibling);
    const what = await meaningOf(head, sibling, { logPath: file.logPath, ...options });
    if (what === 'unsure') found.isUnsure = true;
    if (what !== 'new' || found.missed.some((other) => hasHead(other, head))) continue;
    const { rule, logPath, realPath } = file;
    const own = packing === 'plain' ? place : '';
    found.missed.push(
      newFile({ rule, logPath, realPath, path: sibling.path, packing, place: own, mtimeMs, head }),
    );
  }
  return found;
}

/** What the beginning of a rotated file says: unsure while it is, or may be, a copy that is still being made. */
async function meaningOf(
  head: Buffer,
  sibling: Sibling,
  options: SearchOptions & { logPath: string },
): Promise<'known' | 'unsure' | 'new'> {
  const { registry, logPath } = options;
  const mayGrow = isFresh(sibling, options);
  if (head.length === 0) return sibling.size > 0 || mayGrow ? 'unsure' : 'known';
  if (registry.withHead(logPath, head)) {
    // The first bytes of a copy are those of many contents.
    return mayGrow && sibling.size < headBytesMax ? 'unsure' : 'known';
  }
  return (await isOfOriginal(head, sibling.path)) ? 'unsure' : 'new';
}
