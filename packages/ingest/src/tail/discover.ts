// Matches the patterns again and again: files that are new are followed, files known under another name are not.
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { expandGlob } from './glob.ts';
import { anchorBytesMax, expectMissed, type FollowedFile, newFile } from './followed.ts';
import type { KnownRules } from './journal-entry.ts';
import { isOfOriginal } from './original.ts';
import { readAt, type FileState, OpenFiles, statPath } from './open-files.ts';
import { Problems } from './problems.ts';
import type { Registry } from './registry.ts';
import { isPacked, isRotated } from './rotated-names.ts';
import { headOf } from './siblings.ts';
import type { TailRule, TailSettings } from './tail-rule.ts';

/** What discovery needs. */
export interface DiscoverOptions {
  readonly rules: readonly TailRule[];
  readonly registry: Registry;
  readonly problems: Problems;
  readonly settings: TailSettings;
  /** Patterns whose files are known: what is new there is read from its start. */
  readonly knownRules: KnownRules;
  /** Time of day of the last discovery before this one. */
  readonly sinceMs: number;
  /** Folders that were looked into. */
  readonly folders: Set<string>;
}

/** Follows what is new. Returns the files added. */
export async function discover(options: DiscoverOptions): Promise<FollowedFile[]> {
  const { rules, settings, problems, knownRules, folders } = options;
  const added: FollowedFile[] = [];
  const seen = new Set<string>();
  for (const rule of rules) {
    const excluded = new Set<string>();
    for (const pattern of rule.exclude) {
      for (const file of (await expandGlob(pattern, settings.filesMax)).paths) excluded.add(file);
    }
    const matches = await expandGlob(rule.pattern, settings.filesMax);
    for (const folder of matches.folders) folders.add(folder);
    reportMatches(rule, matches, problems);
    for (const file of matches.paths) {
      if (seen.has(file) || excluded.has(file) || isPacked(path.basename(file))) continue;
      seen.add(file);
      const found = await follow(file, rule, options);
      if (found) added.push(found);
    }
    knownRules.set(rule.pattern, undefined);
  }
  return added;
}

function reportMatches(
  rule: TailRule,
  matches: Awaited<ReturnType<typeof expandGlob>>,
  problems: Problems,
): void {
  if (matches.isCut) problems.lasting(rule.pattern, 'too-many-files');
  else problems.solved(rule.pattern);
  for (const [folder, code] of matches.problems) {
    const reason = code === 'EACCES' || code === 'EPERM' ? 'permission' : 'unreadable';
    problems.lasting(folder, reason, { code });
  }
  for (const folder of matches.folders) if (!matches.problems.has(folder)) problems.solved(folder);
}

async function follow(
  logPath: string,
  rule: TailRule,
  { registry, problems, knownRules, settings, sinceMs }: DiscoverOptions,
): Promise<FollowedFile | undefined> {
  if (registry.atLogPath(logPath)) return undefined;
  try {
    const state = await statPath(logPath);
    if (!state.isFile || registry.atPlace(state.place)) return undefined;
    const isRotation = isRotated(path.basename(logPath));
    // A copy in the making may still be empty.
    if (isRotation && state.size === 0) return undefined;
    if (registry.followedCount >= settings.filesMax) {
      problems.lasting(rule.pattern, 'too-many-files');
      return undefined;
    }
    const head = await headOf({ ...state, path: logPath, name: logPath, packing: 'plain' });
    // A copy that rotation by copytruncate makes: its content is followed already, or was read to its end, or will
    // be found in its original.
    if (isRotation && (registry.withHead(logPath, head) || (await isOfOriginal(head, logPath))))
      return undefined;
    const isOld = rule.from === 'end' && !knownRules.has(rule.pattern);
    const start = isOld ? await lastLineEnd(logPath, state) : { position: 0 };
    const realPath = await realpath(logPath);
    const { place, mtimeMs } = state;
    const found = { rule: rule.pattern, logPath, realPath, path: logPath, place, mtimeMs, head };
    const file = newFile({ ...found, packing: 'plain', ...start });
    if (knownRules.has(rule.pattern)) {
      // Made since the last discovery, it may have been rotated since, too.
      expectMissed(file, sinceMs);
    }
    registry.add(file);
    return file;
  } catch (error) {
    const reason = Problems.reasonOf(error);
    if (reason !== 'missing') problems.lasting(logPath, reason);
    return undefined;
  }
}

/** Bytes searched backwards for the last newline; without one there, the start of the next line is found later. */
const lastLineBytesMax = 1024 * 1024;

/** Where the last whole line of a file ends. */
async function lastLineEnd(
  file: string,
  { size, place }: FileState,
): Promise<{ position: number; anchor: Buffer }> {
  const files = new OpenFiles(1);
  try {
    const handle = await files.get('end', file, place);
    if (!handle) return { position: 0, anchor: Buffer.alloc(0) };
    const from = Math.max(0, size - lastLineBytesMax);
    const bytes = await readAt(handle, from, size - from);
    const end = bytes.lastIndexOf(0x0a) + 1;
    const anchor = Buffer.from(bytes.subarray(Math.max(0, end - anchorBytesMax), end));
    return { position: from + end, anchor };
  } finally {
    await files.closeAll();
  }
}
