// A YAML file as a flat list of values with the line each stands on. The document is walked node by node and never
// turned into plain objects, so an alias bomb or a key named `__proto__` has nothing to act on.
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { GroundcrewError } from '../errors.ts';

/** A value in the file and where it is. */
export interface FileEntry {
  readonly path: readonly string[];
  /** Scalar, array, or for an option that is a mapping itself, a plain object without prototype. */
  readonly value: unknown;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/** Larger files and documents are refused. */
const sizeBytesMax = 1024 * 1024;
const nodesMax = 20_000;
const aliasesMax = 100;
const depthMax = 32;

/**
 * Reads YAML text. `isOption` tells whether a path is an option, whose value is then taken whole; other mappings
 * are opened. Throws `config-file-invalid` naming line and column.
 */
export function readYaml(
  file: string,
  text: string,
  isOption: (path: readonly string[]) => boolean,
): FileEntry[] {
  if (text.length > sizeBytesMax) throw invalid(file, 'it is larger than 1 MiB');
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
  });
  const [problem] = document.errors;
  if (problem) {
    const { line, col } = lines.linePos(problem.pos[0]);
    throw invalid(`${file}:${line}:${col}`, problem.message);
  }
  return new Walk(file, document, lines, isOption).entries();
}

const invalid = (where: string, reason: string) =>
  new GroundcrewError('config-file-invalid', `cannot read ${where}: ${reason}`);

/** One pass over a document, with a budget of nodes that expanded aliases use up too. */
class Walk {
  readonly #file: string;
  readonly #document: Document;
  readonly #lines: LineCounter;
  readonly #isOption: (path: readonly string[]) => boolean;
  #nodes = 0;
  #aliases = 0;

  constructor(
    file: string,
    document: Document,
    lines: LineCounter,
    isOption: (path: readonly string[]) => boolean,
  ) {
    this.#file = file;
    this.#document = document;
    this.#lines = lines;
    this.#isOption = isOption;
  }

  entries(): FileEntry[] {
    const root = this.#document.contents;
    if (root === null || (isScalar(root) && root.value === null)) return [];
    if (!isMap(root)) throw invalid(this.#file, 'it must be a mapping of options');
    return this.#section(root, []);
  }

  #section(node: unknown, path: readonly string[]): FileEntry[] {
    const entries: FileEntry[] = [];
    this.#spend(path.length);
    if (!isMap(node)) return entries;
    for (const pair of node.items) {
      const key = isScalar(pair.key) ? String(pair.key.value) : '';
      const childPath = [...path, key];
      const child = this.#resolve(pair.value);
      if (isMap(child) && !this.#isOption(childPath)) {
        // An empty section says nothing; a misspelt one is still reported.
        if (child.items.length === 0) entries.push(this.#entry(childPath, emptySection, pair.key));
        entries.push(...this.#section(child, childPath));
      } else {
        entries.push(this.#entry(childPath, this.#value(child, childPath.length), pair.key));
      }
    }
    return entries;
  }

  #entry(path: readonly string[], value: unknown, node: unknown): FileEntry {
    const offset = isScalar(node) ? (node.range?.[0] ?? 0) : 0;
    const { line, col } = this.#lines.linePos(offset);
    return { path, value, line, column: col };
  }

  #value(node: unknown, depth: number): unknown {
    this.#spend(depth);
    const resolved = this.#resolve(node);
    if (isSeq(resolved)) return resolved.items.map((item) => this.#value(item, depth + 1));
    if (!isMap(resolved)) return isScalar(resolved) ? resolved.value : null;
    const object: Record<string, unknown> = Object.create(null);
    for (const pair of resolved.items) {
      object[isScalar(pair.key) ? String(pair.key.value) : ''] = this.#value(pair.value, depth + 1);
    }
    return object;
  }

  #resolve(node: unknown): unknown {
    if (!isAlias(node)) return node;
    this.#aliases += 1;
    if (this.#aliases > aliasesMax)
      throw invalid(this.#file, `it has more than ${aliasesMax} aliases`);
    return node.resolve(this.#document);
  }

  #spend(depth: number): void {
    this.#nodes += 1;
    if (this.#nodes > nodesMax) throw invalid(this.#file, `it has more than ${nodesMax} values`);
    if (depth > depthMax) throw invalid(this.#file, `it is nested deeper than ${depthMax}`);
  }
}

/** The value of an entry that stands for a section with nothing in it. */
export const emptySection = Symbol('empty section');
