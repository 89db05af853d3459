// Opens the write-ahead log: finds what earlier processes left, then puts its parts together.
import path from 'node:path';
import { assert, type Log } from '@groundcrew/runtime';
import { type AppendMark, markMeta } from './append-mark.ts';
import { temporarySuffix } from './clean-segment.ts';
import { GroupCommit } from './group-commit.ts';
import { hashKey, IdempotencyKeys } from './idempotency-keys.ts';
import { nodeFileSystem } from './node-file-system.ts';
import { Quarantine } from './quarantine.ts';
import { listSegments } from './list-segments.ts';
import type { RecoveredSegment } from './recovered-segment.ts';
import { encodeRow } from './row.ts';
import { systemSchedule } from './schedule.ts';
import { SealedQueue } from './sealed-queue.ts';
import { batchOf, parseSegmentName } from './segment-identity.ts';
import { SegmentNumbers } from './segment-numbers.ts';
import { SegmentWriter } from './segment-writer.ts';
import { trimSegment } from './trim-segment.ts';
import {
  type AppendResult,
  isLogKind,
  type LogEntry,
  type SealedSegment,
  type Wal,
  type WalOptions,
} from './wal.ts';
import { type WalCounters, walCounters } from './wal-metrics.ts';

const mebibyte = 1024 * 1024;

/** The options with their defaults. */
type Settings = Required<Omit<WalOptions, 'onFailure'>> & Pick<WalOptions, 'onFailure'>;

/**
 * Opens the log in `options.dir`, which no other process may use. Damage never stops it: it is taken out, kept in the
 * folder `quarantine`, counted and logged. Neither does a full disk. Only the newest segment is read before this
 * resolves; the others are read in the background, and appends with a key wait for that. Rejects when the folder cannot
 * be made or listed.
 */
export async function openWal(options: WalOptions): Promise<Wal> {
  const settings: Settings = {
    fs: nodeFileSystem,
    schedule: systemSchedule,
    segmentBytesMax: 32 * mebibyte,
    segmentRowsMax: 250_000,
    segmentAgeMsMax: 250,
    sizeBytesMax: 4096 * mebibyte,
    waitingBytesMax: 64 * mebibyte,
    ...options,
  };
  const { fs, dir, metrics } = settings;
  await fs.makeDirectory(dir);
  const names = (await fs.readdir(dir)).sort();
  await removeTemporaryFiles(settings, names);
  const counters = walCounters(metrics);
  const quarantine = new Quarantine(settings);
  const recovered = await listSegments({ ...settings, counters, quarantine }, names);
  const keys = new IdempotencyKeys(settings);
  await keys.load(names);
  const found = names.flatMap((name) => parseSegmentName(name) ?? []);
  const numbers = await SegmentNumbers.open(fs, dir, found);
  const wal = new WriteAheadLog(settings, { counters, keys, numbers, recovered });
  await wal.recover();
  return wal;
}

async function removeTemporaryFiles(
  { fs, dir, log }: { fs: Settings['fs']; dir: string; log: Log },
  names: readonly string[],
): Promise<void> {
  for (const name of names.filter((name) => name.endsWith(temporarySuffix))) {
    await fs.unlink(path.join(dir, name)).catch((error: unknown) => {
      log.warn({ name, error: String(error) }, 'cannot remove an unfinished file of the log');
    });
  }
}

/** The log, put together from its parts. */
class WriteAheadLog implements Wal {
  readonly #settings: Settings;
  readonly #counters: WalCounters;
  readonly #keys: IdempotencyKeys;
  readonly #recovered: RecoveredSegment[];
  readonly #queue: SealedQueue;
  readonly #commits: GroupCommit;
  /** Appends under way, by the hash of their key. */
  readonly #underWay = new Map<string, Promise<void>>();
  /** Recovered segments whose keys are known. */
  readonly #learned = new Set<RecoveredSegment>();
  /** Recovered segments that could not be put on disk yet. */
  readonly #unclean = new Set<RecoveredSegment>();
  /** Resolves when the keys of all recovered segments are known. */
  #keysReady: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(
    settings: Settings,
    parts: {
      counters: WalCounters;
      keys: IdempotencyKeys;
      numbers: SegmentNumbers;
      recovered: RecoveredSegment[];
    },
  ) {
    this.#settings = settings;
    this.#counters = parts.counters;
    this.#keys = parts.keys;
    this.#recovered = parts.recovered;
    this.#queue = new SealedQueue({ ...settings, onShorter: () => this.#commits.sealIfDue() });
    const { fs, dir } = settings;
    this.#commits = new GroupCommit({
      ...settings,
      counters: parts.counters,
      create: async () => SegmentWriter.create(fs, dir, await parts.numbers.take()),
      seal: (segment) => this.#seal(segment),
      sealed: () => this.#queue,
    });
    this.#registerGauges();
  }

  /** Queues the recovered segments and cleans the newest, which must be done before a new one is made. */
  async recover(): Promise<void> {
    for (const segment of this.#recovered) {
      this.#queue.add({
        path: segment.path,
        sizeBytes: segment.foundBytes,
        oldestNs: () => segment.oldestNs,
        clean: () => this.#clean(segment),
      });
    }
    for (const segment of this.#recovered.filter(({ isSynced }) => !isSynced)) {
      await segment.clean().catch((error: unknown) => {
        const { log } = this.#settings;
        log.error({ path: segment.path, error: String(error) }, 'cannot repair a segment yet');
        this.#unclean.add(segment);
        this.#commits.addRepair(async () => {
          await this.#clean(segment);
        });
      });
    }
    this.#keysReady = this.#learnAllKeys();
  }

  get sizeBytes(): number {
    return this.#queue.sizeBytes + this.#commits.openBytes;
  }

  get segmentCount(): number {
    return this.#queue.count;
  }

  get oldestUndeliveredNs(): bigint | undefined {
    return this.#queue.count > 0 ? this.#queue.oldestNs : this.#commits.oldestNs;
  }

  get isFailed(): boolean {
    return this.#commits.isFailed;
  }

  async append(entries: readonly LogEntry[], rows: number, key?: string): Promise<AppendResult> {
    try {
      if (key !== undefined) return await this.#appendOnce(entries, rows, hashKey(key));
      await this.#append(entries, rows, '');
      return { rows, isRepeat: false };
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'bug';
      this.#counters.refused.add(1, { code });
      throw error;
    }
  }

  nextSealed(): Promise<SealedSegment | undefined> {
    return this.#queue.take();
  }

  async trim(segment: SealedSegment): Promise<void> {
    this.#queue.checkOldest(segment);
    await trimSegment(
      { ...this.#settings, keys: this.#keys, counters: this.#counters },
      segment.path,
    );
    this.#queue.remove();
    this.#counters.trimmed.add();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#commits.close();
    this.#queue.close();
    await this.#keysReady;
  }

  async #appendOnce(
    entries: readonly LogEntry[],
    rows: number,
    hash: string,
  ): Promise<AppendResult> {
    await this.#keysReady;
    await this.#commits.prepare();
    for (;;) {
      const known = this.#keys.get(hash);
      if (known) {
        this.#counters.repeats.add();
        return { rows: known.rows, isRepeat: true };
      }
      const first = this.#underWay.get(hash);
      if (!first) break;
      await first.catch(() => {});
    }
    const append = this.#append(entries, rows, hash);
    this.#underWay.set(hash, append);
    try {
      await append;
    } finally {
      this.#underWay.delete(hash);
    }
    return { rows, isRepeat: false };
  }

  #append(entries: readonly LogEntry[], rows: number, hash: string): Promise<void> {
    const first = entries[0];
    if (!first) return Promise.resolve();
    let sizeBytes = 0;
    let logRows = 0;
    let runRows = 0;
    const encoded = entries.map((entry, part) => {
      const mark: AppendMark = { key: hash, rows, part, parts: entries.length };
      const row = encodeRow(entry.kind, entry.receivedNs, markMeta(entry.meta, mark), entry.body);
      sizeBytes += row.head.length + row.body.length;
      if (isLogKind(entry.kind)) logRows += entry.rows;
      else runRows += entry.rows;
      return row;
    });
    return this.#commits.append({
      encoded,
      sizeBytes,
      rows: logRows,
      runRows,
      receivedNs: first.receivedNs,
      onCommitted: (file) => {
        if (hash !== '') this.#keys.add({ hash, rows, receivedNs: first.receivedNs }, file);
      },
    });
  }

  #seal(segment: SegmentWriter): void {
    const { path: file, sizeBytes, rows, runRows, oldestNs, identity } = segment;
    segment.close().catch((error: unknown) => {
      this.#settings.log.warn({ path: file, error: String(error) }, 'cannot close a segment');
    });
    assert(sizeBytes > 0, 'a segment without entries is not sealed');
    this.#counters.sealed.add();
    const batch = batchOf(identity);
    this.#queue.add({
      path: file,
      sizeBytes,
      oldestNs: () => oldestNs,
      clean: async () => ({ batch, path: file, sizeBytes, rows, runRows, isRecovered: false }),
    });
  }

  /** Learns the keys of recovered segments, in order; of those that may not be on disk only once they are. */
  async #learnAllKeys(): Promise<void> {
    for (const segment of this.#recovered) {
      if (this.#isClosed) return;
      if (!this.#unclean.has(segment)) await this.#learnKeys(segment);
    }
  }

  async #learnKeys(segment: RecoveredSegment): Promise<void> {
    const scan = await segment.scan().catch(() => undefined);
    if (!scan || this.#learned.has(segment)) return;
    this.#learned.add(segment);
    for (const key of scan.keys.splice(0)) this.#keys.add(key, segment.path);
  }

  /** Makes a recovered segment fit for delivery. Its keys are known before it can be trimmed. */
  async #clean(segment: RecoveredSegment): Promise<SealedSegment | undefined> {
    const sealed = await segment.clean();
    this.#unclean.delete(segment);
    await this.#learnKeys(segment);
    return sealed;
  }

  #registerGauges(): void {
    const { metrics, clock } = this.#settings;
    const gauge = (name: string, help: string, read: () => number) =>
      metrics.gauge(`groundcrew_wal_${name}`, help, read);
    gauge('size_bytes', 'Bytes in segments not trimmed.', () => this.sizeBytes);
    gauge('size_max_bytes', 'Bound of size_bytes.', () => this.#settings.sizeBytesMax);
    gauge('waiting_bytes', 'Bytes that wait for the disk.', () => this.#commits.waitingBytes);
    gauge('segments', 'Sealed segments not trimmed.', () => this.segmentCount);
    gauge('failed', '1 from an error of the disk until an append succeeds.', () =>
      this.isFailed ? 1 : 0,
    );
    gauge('oldest_undelivered_seconds', 'Age of the oldest entry not trimmed.', () => {
      const oldestNs = this.oldestUndeliveredNs;
      return oldestNs === undefined ? 0 : Number(clock.nowNs() - oldestNs) / 1e9;
    });
  }
}
