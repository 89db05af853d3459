// Patterns of paths → paths. `*`, `?`, `[a-z]`, `{a,b}` within a name; `**` for any number of folders. Everything is
// bounded: a pattern that matches a whole disk finds the first files and says so.
import { type Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** Folders that `**` goes down, and names looked at for one pattern. */
const depthMax = 16;
const namesMax = 500_000;
const bracesMax = 256;

/** What a pattern matched. */
export interface Matches {
  /** In the order of their names, folder by folder. */
  paths: string[];
  folders: Set<string>;
  isCut: boolean;
  /** Folders that cannot be listed, with the reason. */
  problems: Map<string, string>;
}

/** Finds all files that a pattern matches now. Symbolic links are followed, but not by `**`. */
export async function expandGlob(pattern: string, filesMax: number): Promise<Matches> {
  const walk = new Walk(filesMax);
  for (const plain of expandBraces(path.resolve(pattern))) {
    await walk.descend(path.parse(plain).root, plain.split(path.sep).filter(Boolean), 0);
  }
  return walk.matches;
}

class Walk {
  readonly matches: Matches;
  readonly #filesMax: number;
  readonly #seen = new Set<string>();
  #names = 0;

  constructor(filesMax: number) {
    this.#filesMax = filesMax;
    this.matches = { paths: [], folders: new Set(), isCut: false, problems: new Map() };
  }

  async descend(folder: string, parts: readonly string[], depth: number): Promise<void> {
    const [part, ...rest] = parts;
    if (part === undefined || this.matches.isCut) return;
    if (part === '**') return this.#anyDepth(folder, rest, depth);
    if (!isPattern(part)) {
      const child = path.join(folder, part);
      if (rest.length > 0) return this.descend(child, rest, depth);
      this.matches.folders.add(folder);
      if (await isFile(child)) this.#add(child);
      return;
    }
    const matcher = nameMatcher(part);
    for (const entry of await this.#list(folder)) {
      if (!matcher.test(entry.name)) continue;
      const child = path.join(folder, entry.name);
      if (rest.length > 0) {
        if (entry.isDirectory() || entry.isSymbolicLink()) await this.descend(child, rest, depth);
      } else if (entry.isFile() || (entry.isSymbolicLink() && (await isFile(child)))) {
        this.#add(child);
      }
    }
  }

  async #anyDepth(folder: string, rest: readonly string[], depth: number): Promise<void> {
    await this.descend(folder, rest.length > 0 ? rest : ['*'], depth);
    if (depth >= depthMax) return;
    for (const entry of await this.#list(folder)) {
      if (!entry.isDirectory() || entry.name.startsWith('.')) continue;
      await this.#anyDepth(path.join(folder, entry.name), rest, depth + 1);
    }
  }

  async #list(folder: string): Promise<Dirent[]> {
    if (this.matches.isCut) return [];
    this.matches.folders.add(folder);
    try {
      const entries = await readdir(folder, { withFileTypes: true });
      this.#names += entries.length;
      if (this.#names > namesMax) this.matches.isCut = true;
      return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      if (code !== 'ENOENT' && code !== 'ENOTDIR') this.matches.problems.set(folder, code);
      return [];
    }
  }

  #add(file: string): void {
    if (this.#seen.has(file)) return;
    if (this.matches.paths.length >= this.#filesMax) {
      this.matches.isCut = true;
      return;
    }
    this.#seen.add(file);
    this.matches.paths.push(file);
  }
}

const isFile = async (file: string) =>
  stat(file).then(
    (found) => found.isFile(),
    () => false,
  );

const isPattern = (part: string) => /[*?[\]]/.test(part);

/** Names that begin with a dot are matched only by patterns that do. */
function nameMatcher(part: string): RegExp {
  const body = part.replaceAll(/\*+|\?|\[!?[^\]]+\]|[\\^$.|+(){}[\]]/g, (token) => {
    if (token.startsWith('*')) return '[^/]*';
    if (token === '?') return '[^/]';
    if (token.length < 3) return `\\${token}`;
    const isNegated = token[1] === '!';
    const set = token.slice(isNegated ? 2 : 1, -1).replaceAll(/[\\^[]/g, '\\$&');
    return `[${isNegated ? '^' : ''}${set}]`;
  });
  return new RegExp(`^${part.startsWith('.') ? '' : '(?!\\.)'}${body}$`, 's');
}

/** `a{b,c}d` → `abd`, `acd`; bounded, and left as it is when the braces do not fit together. */
export function expandBraces(pattern: string): string[] {
  let done: string[] = [];
  let open = [pattern];
  while (open.length > 0 && done.length + open.length <= bracesMax) {
    const next: string[] = [];
    for (const text of open) {
      const group = /\{([^{}]*,[^{}]*)\}/.exec(text);
      if (!group) done.push(text);
      else {
        const after = group.index + group[0].length;
        for (const choice of (group[1] ?? '').split(','))
          next.push(text.slice(0, group.index) + choice + text.slice(after));
      }
    }
    open = next;
  }
  if (open.length > 0) done = [...done, ...open].slice(0, bracesMax);
  return done;
}
