// All contents that are followed, found by the path of their log, by place and by family. Every change that must
// survive a restart goes into the journal here.
import path from 'node:path';
import { type FollowedFile, hasHead } from './followed.ts';
import type { Journal } from './journal.ts';
import { savedText } from './journal-entry.ts';
import { stemOf } from './rotated-names.ts';

/** Finished contents remembered for each log. */
const doneMax = 16;
const doneWhileSearchingMax = 1000;

/** The name before rotation, with its folder: what the rotations of one log have in common. */
export const familyOf = (file: string) =>
  path.join(path.dirname(file), stemOf(path.basename(file)));

/** The contents known to one engine. */
export class Registry {
  readonly #journal: Journal;
  readonly #files = new Map<string, FollowedFile>();
  readonly #byPlace = new Map<string, FollowedFile>();
  readonly #byLogPath = new Map<string, FollowedFile>();
  readonly #families = new Map<string, Set<FollowedFile>>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** Takes up what was saved, without saying it again. */
  restore(file: FollowedFile): void {
    this.#files.set(file.id, file);
    const family = familyOf(file.logPath);
    const members = this.#families.get(family);
    if (members) members.add(file);
    else this.#families.set(family, new Set([file]));
    if (file.isDone) return;
    if (file.place !== '') this.#byPlace.set(file.place, file);
    if (file.path === file.logPath) this.#byLogPath.set(file.logPath, file);
  }

  add(file: FollowedFile): void {
    this.restore(file);
    this.#journal.add(savedText(file));
  }

  all(): IterableIterator<FollowedFile> {
    return this.#files.values();
  }

  /** How many contents may still have something to read. */
  get followedCount(): number {
    return this.#byPlace.size;
  }

  /** The content that lies there now, as far as is known. */
  atPlace = (place: string) => this.#byPlace.get(place);
  /** The content that is being written under this path. */
  atLogPath = (logPath: string) => this.#byLogPath.get(logPath);

  /** Contents of the same log, finished ones included. */
  family(logPath: string): Iterable<FollowedFile> {
    return this.#families.get(familyOf(logPath)) ?? [];
  }

  /** The content of this log that begins with these bytes. */
  withHead(logPath: string, start: Buffer): FollowedFile | undefined {
    for (const file of this.family(logPath)) if (hasHead(file, start)) return file;
    return undefined;
  }

  /** Its content is not where it was; whatever is there is something else. */
  lose(file: FollowedFile, nowMs: number): void {
    file.lostSinceMs ??= nowMs;
    file.isReady = false;
    file.isUnlinked = false;
    this.#forgetPlace(file);
  }

  /** Its content was found elsewhere. */
  move(file: FollowedFile, to: Pick<FollowedFile, 'path' | 'place' | 'packing'>): void {
    this.#forgetPlace(file);
    Object.assign(file, to);
    file.lostSinceMs = undefined;
    file.isReady = true;
    file.lookAtMs = 0;
    if (file.place !== '') this.#byPlace.set(file.place, file);
    if (file.path === file.logPath) this.#byLogPath.set(file.logPath, file);
    this.#journal.add(savedText(file));
  }

  /** Nothing more is to come of it. Its beginning is remembered for a while. */
  finish(file: FollowedFile): void {
    this.#forgetPlace(file);
    file.isDone = true;
    file.isReady = false;
    file.lostSinceMs = undefined;
    file.intentEnd = undefined;
    if (file.head.length === 0 && file.missedLooks === 0) return this.#remove(file);
    this.#journal.add(savedText(file));
    this.#forgetDone([...this.family(file.logPath)]);
  }

  /** Where some may have been missed, those that were not must be told from them. */
  #forgetDone(family: readonly FollowedFile[]): void {
    const isSearching = family.some(({ missedSinceMs }) => missedSinceMs !== undefined);
    const done = family.filter(({ isDone }) => isDone);
    const excess = done.length - (isSearching ? doneWhileSearchingMax : doneMax);
    if (excess <= 0) return;
    done.sort((a, b) => a.mtimeMs - b.mtimeMs);
    for (const old of done.slice(0, excess)) this.#remove(old);
  }

  /** All contents of its log that were not seen are followed now. */
  missedFound(file: FollowedFile): void {
    file.missedSinceMs = undefined;
    if (file.isDone && file.head.length === 0) this.#remove(file);
    else this.#journal.add(savedText(file));
  }

  #remove(file: FollowedFile): void {
    this.#files.delete(file.id);
    const members = this.#families.get(familyOf(file.logPath));
    members?.delete(file);
    if (members?.size === 0) this.#families.delete(familyOf(file.logPath));
    this.#journal.add({ x: file.id });
  }

  #forgetPlace(file: FollowedFile): void {
    if (this.#byPlace.get(file.place) === file) this.#byPlace.delete(file.place);
    if (this.#byLogPath.get(file.logPath) === file) this.#byLogPath.delete(file.logPath);
  }
}
