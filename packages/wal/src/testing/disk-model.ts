// A model of a disk under a journal-less reading of POSIX: nothing is on it before the right sync, names less than
// bytes, and a sync that failed has forgotten what it was to write. It can stop at any operation, lose power, be killed,
// fill up and fail.
import path from 'node:path';
import { errorCode, type FileSystem, type OpenFile } from '../file-system.ts';
import { ModelFile } from './model-file.ts';
import { below, type Random } from './random.ts';

type Names = Map<string, ModelFile>;

/** A change of names that is on disk once one of its folders is synced. */
interface NameChange {
  directories: string[];
  apply(names: Names): void;
}

/** Operations that can be made to fail. */
export type DiskOperation = 'writev' | 'fsync' | 'fsyncDirectory' | 'truncate' | 'unlink';

/** A disk in memory. Without `isStepped` it is an ordinary file system for tests. */
export class DiskModel {
  /** Writes fail with ENOSPC, after some of their bytes. */
  isFull = false;
  /** Operations wait until {@link DiskModel.step}. */
  isStepped = false;
  /** Operations done so far. */
  operations = 0;
  /** Operations that failed because a test wanted it. */
  errors = 0;
  readonly #random: Random;
  #cached: Names = new Map();
  #durable: Names = new Map();
  #changes: NameChange[] = [];
  #queue: (() => void)[] = [];
  /** Counts crashes: operations of an earlier life never finish. */
  #life = 0;
  readonly #failures = new Map<DiskOperation, number>();

  constructor(random: Random) {
    this.#random = random;
  }

  /** Makes the next `count` operations of a kind fail with EIO. */
  failNext(operation: DiskOperation, count = 1): void {
    this.#failures.set(operation, count);
  }

  /** Ends all injected trouble. */
  heal(): void {
    this.isFull = false;
    this.#failures.clear();
  }

  /** Operations that wait for a step. */
  get waitingCount(): number {
    return this.#queue.length;
  }

  /** Does one waiting operation. */
  step(): void {
    this.#queue.shift()?.();
  }

  /** The power goes: what was not synced survives by chance, sector by sector and name by name. */
  crash(): void {
    const random = this.#random;
    this.kill();
    const keepAll = random() < 0.3;
    const prefix = below(random, this.#changes.length + 1);
    const isPrefix = random() < 0.5;
    for (const [index, change] of this.#changes.entries()) {
      const survives = keepAll || (isPrefix ? index < prefix : random() < 0.5);
      if (survives) change.apply(this.#durable);
    }
    this.#changes = [];
    for (const file of new Set(this.#durable.values())) file.crash(random);
    this.#cached = new Map(this.#durable);
  }

  /** The process is killed: what it wrote stays, what waits for a step never happens. */
  kill(): void {
    this.#life += 1;
    this.#queue = [];
  }

  /** A file system for one life of the process: after a crash or kill its operations never finish. */
  fileSystem(): FileSystem {
    const life = this.#life;
    const perform = <T>(run: () => T) => this.#perform(life, run);
    return {
      open: (file, mode) =>
        perform(() => {
          let found = this.#cached.get(file);
          if (found && mode === 'create') throw systemError('EEXIST', file);
          if (!found && mode === 'read') throw systemError('ENOENT', file);
          found ??= this.#create(file);
          return this.#open(found, perform);
        }),
      makeDirectory: () => perform(() => {}),
      fsyncDirectory: (directory) => perform(() => this.#syncNames(directory)),
      readdir: (directory) => perform(() => this.#namesIn(directory)),
      fileSizeBytes: (file) => perform(() => this.#get(file).sizeBytes),
      rename: (from, to) =>
        perform(() => {
          const file = this.#get(from);
          this.#change([path.dirname(from), path.dirname(to)], (names) => {
            if (names.get(from) === file) names.delete(from);
            names.set(to, file);
          });
        }),
      unlink: (file) =>
        perform(() => {
          this.#get(file);
          this.#failIfAsked('unlink');
          this.#change([path.dirname(file)], (names) => names.delete(file));
        }),
    };
  }

  /** The bytes of a file as a process sees them, for tests that damage it. */
  readFile(file: string): Buffer {
    const found = this.#get(file);
    const bytes = Buffer.alloc(found.sizeBytes);
    found.read(bytes, 0);
    return bytes;
  }

  /** Puts a file on the disk, durably. */
  writeFile(file: string, bytes: Buffer): void {
    const made = new ModelFile();
    made.write(bytes, 0);
    made.sync();
    this.#cached.set(file, made);
    this.#durable.set(file, made);
  }

  /** Takes a file off the disk, durably. */
  removeFile(file: string): void {
    this.#cached.delete(file);
    this.#durable.delete(file);
  }

  /** Paths of all files below a folder, sorted. */
  paths(directory: string): string[] {
    return [...this.#cached.keys()].filter((file) => file.startsWith(`${directory}/`)).sort();
  }

  #open(file: ModelFile, perform: <T>(run: () => T) => Promise<T>): OpenFile {
    const sync = () => {
      const isFailing = this.#takeFailure('fsync');
      const isFull = !isFailing && this.isFull && this.#random() < 0.1;
      if (!isFailing && !isFull) return file.sync();
      file.failSync(this.#random);
      throw systemError(isFull ? 'ENOSPC' : 'EIO', 'fsync');
    };
    return {
      writev: (buffers, position) =>
        perform(() => {
          const bytes = Buffer.concat(buffers);
          const code = this.isFull ? 'ENOSPC' : this.#takeFailure('writev') ? 'EIO' : undefined;
          const count = code ? below(this.#random, bytes.length) : bytes.length;
          file.write(bytes.subarray(0, count), position);
          if (code) throw systemError(code, 'write');
        }),
      read: (target, position) => perform(() => file.read(target, position)),
      truncate: (sizeBytes) =>
        perform(() => {
          this.#failIfAsked('truncate');
          file.truncate(sizeBytes);
        }),
      fdatasync: () => perform(sync),
      fsync: () => perform(sync),
      sizeBytes: () => perform(() => file.sizeBytes),
      close: () => Promise.resolve(),
    };
  }

  #perform<T>(life: number, run: () => T): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const act = () => {
      this.operations += 1;
      try {
        resolve(run());
      } catch (error) {
        if (isTrouble(error)) this.errors += 1;
        reject(error);
      }
    };
    if (life !== this.#life) return promise;
    if (this.isStepped) this.#queue.push(act);
    else act();
    return promise;
  }

  #create(file: string): ModelFile {
    if (this.isFull && this.#random() < 0.5) throw systemError('ENOSPC', file);
    const made = new ModelFile();
    this.#change([path.dirname(file)], (names) => names.set(file, made));
    return made;
  }

  #get(file: string): ModelFile {
    const found = this.#cached.get(file);
    if (!found) throw systemError('ENOENT', file);
    return found;
  }

  #namesIn(directory: string): string[] {
    const names: string[] = [];
    for (const file of this.#cached.keys()) {
      if (path.dirname(file) === directory) names.push(path.basename(file));
    }
    return names;
  }

  #change(directories: string[], apply: NameChange['apply']): void {
    apply(this.#cached);
    this.#changes.push({ directories, apply });
  }

  #syncNames(directory: string): void {
    // Unlike bytes, names that failed are not forgotten: a file system whose journal fails takes no more writes at all.
    if (this.#takeFailure('fsyncDirectory')) throw systemError('EIO', directory);
    const isHere = (change: NameChange) => change.directories.includes(directory);
    for (const change of this.#changes) if (isHere(change)) change.apply(this.#durable);
    this.#changes = this.#changes.filter((change) => !isHere(change));
  }

  #failIfAsked(operation: DiskOperation): void {
    if (this.#takeFailure(operation)) throw systemError('EIO', operation);
  }

  #takeFailure(operation: DiskOperation): boolean {
    const count = this.#failures.get(operation) ?? 0;
    if (count > 0) this.#failures.set(operation, count - 1);
    return count > 0;
  }
}

const systemError = (code: string, what: string) =>
  Object.assign(new Error(`${code}: ${what}`), { code });

const isTrouble = (error: unknown) => ['EIO', 'ENOSPC'].includes(errorCode(error));
