// What is done with one file in a round: is it still where it was, did it grow, and if it is lost, where is it now.
import {
  anchorBytesMax,
  expectMissed,
  type FollowedFile,
  headBytesMax,
  newFile,
} from './followed.ts';
import { type FileState, statPath } from './open-files.ts';
import { Problems } from './problems.ts';
import { findContent, missedContents, type SearchOptions, siblingsOf } from './relocate.ts';
import { headOf, readStart, type Sibling } from './siblings.ts';

/** What looking needs. */
export interface LookOptions extends SearchOptions {
  readonly problems: Problems;
  readonly nowMs: number;
}

/** File systems give the same time to all that happens within so long. */
export const timeGrainMs = 20;

/** Quiet files are looked at this seldom, and lost ones searched again after this. */
const quietLookMs = 2000;

/** Looks whether a file grew, moved or disappeared. */
export async function look(file: FollowedFile, options: LookOptions): Promise<void> {
  const { registry, problems, files, nowMs } = options;
  schedule(file, options);
  if (file.packing !== 'plain' || file.lostSinceMs !== undefined) return;
  if (file.isUnlinked) return lookAtOpen(file, options);
  try {
    const state = await statPath(file.path);
    if (state.place !== file.place || state.size < file.position) registry.lose(file, nowMs);
    else compare(file, state, options);
  } catch (error) {
    const reason = Problems.reasonOf(error);
    if (reason === 'missing') registry.lose(file, nowMs);
    else problems.lasting(file.path, reason);
    if (reason === 'permission') await files.close(file.id);
  }
}

function schedule(file: FollowedFile, { settings, nowMs }: LookOptions): void {
  const quietMs = nowMs - file.grownAtMs;
  const pauseMs = Math.min(quietLookMs, Math.max(settings.pollMs, quietMs / 10));
  const isWaiting = file.size > file.position;
  file.lookAtMs = nowMs + (isWaiting ? settings.pollMs : pauseMs);
}

function compare(file: FollowedFile, state: FileState, options: LookOptions): void {
  const mayHaveChanged = file.isFresh && file.head.length === 0;
  const hasChanged =
    mayHaveChanged || state.mtimeMs !== file.seenMtimeMs || state.size !== file.size;
  file.isFresh = options.timeMs - state.mtimeMs < timeGrainMs;
  if (hasChanged) {
    // Nothing read of it yet could tell whether it was emptied meanwhile.
    if (file.head.length === 0) expectMissed(file, file.mtimeMs);
    file.grownAtMs = options.nowMs;
    file.triedSize = undefined;
  }
  file.seenMtimeMs = state.mtimeMs;
  file.size = state.size;
  if (hasChanged || (file.size > file.position && file.triedSize !== file.size))
    file.isReady = true;
}

/** A deleted file that is open: read for as long as it grows, and a while longer. */
async function lookAtOpen(file: FollowedFile, options: LookOptions): Promise<void> {
  const { files, nowMs, settings } = options;
  const state = await files.stateOf(file.id);
  if (!state || state.size < file.position) return options.registry.lose(file, nowMs);
  if (state.size !== file.size) file.grownAtMs = nowMs;
  file.size = state.size;
  if (file.size > file.position || nowMs - file.grownAtMs >= settings.goneMs) file.isReady = true;
}

/** Looks for a lost content. */
export async function searchLost(file: FollowedFile, options: LookOptions): Promise<void> {
  const { registry, files, problems, nowMs, settings } = options;
  if (file.head.length === 0) file.head = await files.bytes(file.id, 0, headBytesMax);
  const found = await findContent(file, (await siblingsOf(file)).all, options);
  expectMissed(file, file.mtimeMs);
  if (found.kind === 'moved') {
    if (found.to.place !== file.place) {
      await files.close(file.id);
      file.isCopy = true;
    }
    if (found.head) file.head = found.head;
    registry.move(file, placed(found.to));
  } else if (found.kind === 'unlinked') {
    file.isUnlinked = true;
    file.isReady = true;
    file.lostSinceMs = undefined;
    file.grownAtMs = nowMs;
  } else if (found.kind === 'shrunk') {
    if (found.at.place === file.place) problems.once(file.path, 'shrunk');
    await restart(file, found.at, options);
  } else if (found.kind === 'unsupported') {
    problems.once(found.path, 'unsupported');
    registry.finish(file);
  }
  const lostMs = nowMs - (file.lostSinceMs ?? nowMs);
  const isHopeless = lostMs >= settings.goneMs || file.head.length === 0;
  if (found.kind === 'nowhere' && isHopeless) giveUp(file, options);
}

const placed = ({ path, place, packing }: Sibling) => ({
  path,
  place,
  packing: packing ?? 'plain',
});

/** The same content, but shorter: what comes after its end is new, so it gets a name of its own. */
async function restart(
  file: FollowedFile,
  at: Sibling,
  { registry, files }: LookOptions,
): Promise<void> {
  const { rule, logPath, realPath } = file;
  const from = Math.max(0, at.size - anchorBytesMax);
  const anchor = await readStart(at.path, at.place, from, at.size - from);
  const head = await headOf(at);
  const { path, place, mtimeMs, size: position } = at;
  await files.close(file.id);
  registry.finish(file);
  registry.add(
    newFile({
      rule,
      logPath,
      realPath,
      path,
      packing: 'plain',
      place,
      mtimeMs,
      head,
      position,
      anchor,
    }),
  );
}

/**
 * Follows contents of the same log that were never seen because it was rotated several times in a row. All lost contents
 * must have been searched: one that is lost looks like one that was never seen.
 */
export async function followMissed(file: FollowedFile, options: LookOptions): Promise<void> {
  const siblings = await siblingsOf(file);
  const { missed, isUnsure } = await missedContents(file, siblings, options);
  for (const other of missed) options.registry.add(other);
  // Until something of it was read, it may become another content unnoticed.
  const isUnknown = file.head.length === 0 && file.size > 0 && !file.isDone;
  file.missedLooks = isUnsure || isUnknown ? file.missedLooks - 1 : 0;
  if (file.missedLooks > 0) file.lookAtMs = options.nowMs + options.settings.pollMs;
  else options.registry.missedFound(file);
}

function giveUp(file: FollowedFile, { registry, problems }: LookOptions): void {
  const unreadBytes = Math.max(0, file.size - file.position);
  if (unreadBytes > 0) problems.once(file.path, 'gone', { unreadBytes });
  registry.finish(file);
}
