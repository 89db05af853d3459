// The lines of the journal: what is said about a file, and how it is taken back.
import { z } from 'zod';
import type { SavedFile } from './followed.ts';

/** A file as a whole: new, moved, or at a rewrite. */
interface FileEntry {
  f: string;
  rule: string;
  log: string;
  real?: string;
  path: string;
  packing: SavedFile['packing'];
  place: string;
  at: number;
  head: string;
  anchor: string;
  mtime: number;
  intent?: number;
  missed?: number;
  done?: true;
}

/** One line. `i`: `from` up to `to` is about to be kept, and all before `from` is. `d`: has been. `x`: forgotten. `r`: a pattern that has been listed; `gone`: not in the list any more since this time. */
export type JournalEntry =
  | FileEntry
  | { i: string; from: number; to: number; head?: string }
  | { d: string; at: number; anchor: string; mtime: number }
  | { x: string }
  | { r: string; gone?: number };

/** Patterns that have been listed, each with since when, in milliseconds, it is not any more. */
export type KnownRules = Map<string, number | undefined>;

const base64 = z.string().transform((text) => Buffer.from(text, 'base64'));

const entrySchema = z.union([
  z
    .object({
      f: z.string(),
      rule: z.string(),
      log: z.string(),
      real: z.string().optional(),
      path: z.string(),
      packing: z.enum(['plain', 'gzip', 'zstd']),
      place: z.string(),
      at: z.int().min(0),
      head: base64,
      anchor: base64,
      mtime: z.number(),
      intent: z.int().optional(),
      missed: z.number().optional(),
      done: z.literal(true).optional(),
    })
    .transform((entry) => ({ kind: 'file' as const, ...entry })),
  z
    .object({ i: z.string(), from: z.int(), to: z.int(), head: base64.optional() })
    .transform((entry) => ({ kind: 'intent' as const, ...entry })),
  z
    .object({
      d: z.string(),
      at: z.int(),
      anchor: base64,
      mtime: z.number(),
    })
    .transform((entry) => ({ kind: 'done' as const, ...entry })),
  z.object({ x: z.string() }).transform((entry) => ({ kind: 'gone' as const, ...entry })),
  z
    .object({ r: z.string(), gone: z.number().optional() })
    .transform((entry) => ({ kind: 'rule' as const, ...entry })),
]);

/** All that is saved about a file. */
export function savedText(saved: SavedFile): JournalEntry {
  return {
    f: saved.id,
    rule: saved.rule,
    log: saved.logPath,
    ...(saved.realPath !== saved.logPath && { real: saved.realPath }),
    path: saved.path,
    packing: saved.packing,
    place: saved.place,
    at: saved.position,
    head: saved.head.toString('base64'),
    anchor: saved.anchor.toString('base64'),
    mtime: saved.mtimeMs,
    ...(saved.intentEnd !== undefined && { intent: saved.intentEnd }),
    ...(saved.missedSinceMs !== undefined && { missed: saved.missedSinceMs }),
    ...(saved.isDone && { done: true as const }),
  };
}

/** A pattern, and since when it is not listed any more. */
export const ruleText = (r: string, gone: number | undefined): JournalEntry => ({
  r,
  ...(gone !== undefined && { gone }),
});

/** Takes one line in; false when it is none. */
export function readEntry(
  { files, rules }: { files: Map<string, SavedFile>; rules: KnownRules },
  json: string,
): boolean {
  const entry = parsed(json);
  if (!entry) return false;
  if (entry.kind === 'rule') rules.set(entry.r, entry.gone);
  else if (entry.kind === 'gone') files.delete(entry.x);
  else if (entry.kind === 'file') files.set(entry.f, fileOf(entry));
  else {
    const file = files.get(entry.kind === 'intent' ? entry.i : entry.d);
    if (!file) return false;
    if (entry.kind === 'intent') takeIntent(file, entry);
    else {
      file.position = entry.at;
      file.anchor = entry.anchor;
      file.mtimeMs = entry.mtime;
      file.intentEnd = undefined;
    }
  }
  return true;
}

/** After a power loss the line before it, which said that `from` was reached, may be missing. */
function takeIntent(
  file: SavedFile,
  { from, to, head }: { from: number; to: number; head?: Buffer | undefined },
): void {
  if (file.position !== from) {
    file.position = from;
    file.anchor = Buffer.alloc(0);
  }
  file.intentEnd = to;
  if (head) file.head = head;
}

type ParsedEntry = z.output<typeof entrySchema>;

function parsed(json: string): ParsedEntry | undefined {
  try {
    return entrySchema.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}

function fileOf(entry: Extract<ParsedEntry, { kind: 'file' }>): SavedFile {
  return {
    id: entry.f,
    rule: entry.rule,
    logPath: entry.log,
    realPath: entry.real ?? entry.log,
    path: entry.path,
    packing: entry.packing,
    place: entry.place,
    position: entry.at,
    head: entry.head,
    anchor: entry.anchor,
    mtimeMs: entry.mtime,
    intentEnd: entry.intent,
    missedSinceMs: entry.missed,
    isDone: entry.done === true,
  };
}
