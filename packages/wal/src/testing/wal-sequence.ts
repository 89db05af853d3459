// One random life of a log on a model of a disk: appends, crashes, kills, full disk, failing syncs, deliveries. Checks
// against a ledger what comes out. Used by the unit lane with few seeds and by the integration lane with 100,000.
import assert from 'node:assert/strict';
import { Metrics, silentLog } from '@groundcrew/runtime';
import type { FileSystem } from '../file-system.ts';
import { openWal } from '../open-wal.ts';
import { readSegment } from '../read-segment.ts';
import { entryKind, type LogEntry, type SealedSegment, type Wal } from '../wal.ts';
import { AppendLedger } from './append-ledger.ts';
import { DiskModel } from './disk-model.ts';
import { ManualTime, turn } from './manual-time.ts';
import { below, type Random, seededRandom } from './random.ts';

const dir = '/data/log';
const actionsMax = 30;

/** Changes the file system under the log, to plant a bug. */
export type Plant = (fs: FileSystem) => FileSystem;

interface Taken {
  segment: SealedSegment;
  ids: number[];
}

/** Runs the life with this seed. Rejects with what went wrong. */
export async function runWalSequence(seed: number, plant: Plant = (fs) => fs): Promise<void> {
  const life = new Life(seededRandom(seed), plant);
  await life.run();
}

class Life {
  readonly #random: Random;
  readonly #plant: Plant;
  readonly #disk: DiskModel;
  readonly #time = new ManualTime();
  readonly #ledger = new AppendLedger();
  #wal: Wal | undefined;
  #nextId = 1;
  /** Taken from the log since it was opened. */
  #taken: Taken[] = [];
  #trimmedCount = 0;
  #taking: Promise<void> | undefined;
  #trimming: { segment: SealedSegment; errorsBefore: number } | undefined;
  #error: unknown;

  constructor(random: Random, plant: Plant) {
    this.#random = random;
    this.#plant = plant;
    this.#disk = new DiskModel(random);
    this.#disk.isStepped = true;
  }

  async run(): Promise<void> {
    await this.#open();
    const actions = 5 + below(this.#random, actionsMax);
    for (let count = 0; count < actions; count += 1) {
      await this.#act();
      if (this.#error) throw this.#error;
    }
    await this.#closeAndCheck();
    await this.#restart(() => this.#disk.crash());
    await this.#closeAndCheck();
  }

  async #act(): Promise<void> {
    const choice = below(this.#random, 100);
    if (choice < 42) return this.#append();
    if (choice < 62) return this.#work(1 + below(this.#random, 4));
    if (choice < 70) return this.#workUntilIdle();
    if (choice < 77) return this.#time.advance(below(this.#random, 400));
    if (choice < 81) return this.#take();
    if (choice < 85) return this.#trim();
    if (choice < 88) return void (this.#disk.isFull = !this.#disk.isFull);
    if (choice < 90) return this.#disk.failNext('fsync', 1 + below(this.#random, 3));
    if (choice < 91) return this.#disk.failNext('fsyncDirectory');
    if (choice < 92) return this.#disk.failNext('truncate');
    if (choice < 93) return this.#disk.failNext('unlink');
    if (choice < 94) return this.#disk.failNext('writev');
    if (choice < 95) return this.#closeAndReopen();
    if (choice < 97) return this.#restart(() => this.#disk.kill());
    return this.#restart(() => this.#disk.crash());
  }

  #append(): void {
    const wal = this.#wal;
    if (!wal) return;
    const id = this.#nextId++;
    const entries = this.#entries(id);
    const append = this.#ledger.start(id, this.#key(), entries);
    const rows = entries.reduce((sum, entry) => sum + entry.rows, 0);
    wal.append(entries, rows, append.key).then(
      ({ isRepeat }) =>
        this.#watch(() => this.#ledger.acknowledged(append, isRepeat, this.#disk.operations)),
      (error: unknown) => {
        this.#watch(() => assert.equal(statusOf(error), 503, String(error)));
        this.#ledger.refused(append);
      },
    );
  }

  #key(): string | undefined {
    const chance = this.#random();
    const keys = this.#ledger.keys;
    if (chance < 0.12) return keys[below(this.#random, keys.length)];
    return chance < 0.35 ? `key-${this.#nextId}` : undefined;
  }

  #entries(id: number): LogEntry[] {
    const random = this.#random;
    const parts = random() < 0.6 ? 1 : 1 + below(random, 3);
    return Array.from({ length: parts }, () => {
      const size = random() < 0.8 ? below(random, 100) : below(random, 3000);
      const lines = Array.from(
        { length: 1 + below(random, 3) },
        () => `${id} GCR1 ${'x'.repeat(size)}`,
      );
      return {
        kind: entryKind.lines,
        receivedNs: BigInt(id),
        meta: random() < 0.3 ? '{"service":"shop"}' : '',
        body: Buffer.from(lines.join('\n')),
        rows: lines.length,
      };
    });
  }

  #take(): void {
    const wal = this.#wal;
    if (!wal || this.#taking) return;
    const taken = this.#taken;
    const take = async () => {
      const segment = await wal.nextSealed();
      if (wal !== this.#wal) return;
      const entries = segment ? await this.#read(segment.path) : [];
      if (segment) {
        this.#watch(() => taken.push({ segment, ids: this.#ledger.read(segment, entries) }));
      }
      this.#taking = undefined;
    };
    this.#taking = take();
  }

  #trim(): void {
    const wal = this.#wal;
    const oldest = this.#taken[this.#trimmedCount];
    if (!wal || !oldest || this.#trimming) return;
    this.#ledger.trimmed(oldest.segment);
    const trimming = { segment: oldest.segment, errorsBefore: this.#disk.errors };
    this.#trimming = trimming;
    const trim = async () => {
      try {
        await wal.trim(oldest.segment);
        if (this.#trimming === trimming) this.#trimmedCount += 1;
      } catch (error) {
        this.#watch(() => assert.equal(statusOf(error), 503, String(error)));
      }
      if (this.#trimming === trimming) this.#endTrim();
    };
    void trim();
  }

  #endTrim(): void {
    const trimming = this.#trimming;
    this.#trimming = undefined;
    if (trimming && this.#disk.errors > trimming.errorsBefore) {
      this.#ledger.weakened(trimming.segment);
    }
  }

  /** Does some of the disk's work, and lets the log go on after each operation. */
  async #work(operations: number): Promise<void> {
    for (let count = 0; count < operations && this.#disk.waitingCount > 0; count += 1) {
      this.#disk.step();
      // Lets the log go on; what takes longer than this is late, which is one more order of events to try.
      for (let turns = 0; turns < 10; turns += 1) await Promise.resolve();
    }
  }

  async #workUntilIdle(): Promise<void> {
    do {
      while (this.#disk.waitingCount > 0) await this.#work(1);
      await turn();
    } while (this.#disk.waitingCount > 0);
  }

  async #restart(stop: () => void): Promise<void> {
    if (this.#random() < 0.5) await turn();
    this.#forget();
    stop();
    await this.#open();
  }

  #forget(): void {
    this.#wal = undefined;
    this.#taking = undefined;
    this.#endTrim();
    this.#ledger.restarted();
    this.#taken = [];
    this.#trimmedCount = 0;
    this.#time.clear();
  }

  /** Opens the log, sometimes after dying on the way, and takes and checks all that it recovered. */
  async #open(): Promise<void> {
    const random = this.#random;
    while (random() < 0.15) {
      void this.#openOn(this.#plant(this.#disk.fileSystem()));
      await this.#work(1 + below(random, 12));
      if (random() < 0.5) this.#disk.crash();
      else this.#disk.kill();
      this.#time.clear();
    }
    const opening = this.#openOn(this.#plant(this.#disk.fileSystem()));
    let wal: Wal | undefined;
    void opening.then(
      (opened) => (wal = opened),
      (error: unknown) => (this.#error = error),
    );
    await this.#workUntilIdle();
    if (this.#error) throw this.#error;
    assert(wal, 'the log opens');
    this.#wal = wal;
    const beforeId = this.#nextId;
    for (let count = below(random, 3); count > 0; count -= 1) this.#append();
    if (random() < 0.5) this.#disk.heal();
    await this.#takeAll();
    const recovered = this.#taken.filter(({ segment }) => segment.isRecovered);
    this.#ledger.checkRecovered(batchesOf(recovered), beforeId);
  }

  #openOn(fs: FileSystem): Promise<Wal> {
    return openWal({
      dir,
      fs,
      clock: this.#time.clock,
      schedule: this.#time.schedule,
      log: silentLog,
      metrics: new Metrics(),
      segmentBytesMax: 2500,
      sizeBytesMax: 60_000,
      waitingBytesMax: 20_000,
    });
  }

  async #closeAndReopen(): Promise<void> {
    await this.#closeAndCheck();
    this.#forget();
    this.#disk.kill();
    await this.#open();
  }

  /** Closes the log, takes what is left and checks all that came out of it. */
  async #closeAndCheck(): Promise<void> {
    const wal = this.#wal;
    if (!wal) return;
    this.#disk.heal();
    let isClosed = false;
    void wal.close().then(() => (isClosed = true));
    await this.#workUntilIdle();
    assert(isClosed, 'the log closes');
    await this.#takeAll();
    this.#ledger.check(batchesOf(this.#taken));
  }

  /** Takes segments until there are none for now; heals the disk when that takes long. */
  async #takeAll(): Promise<void> {
    for (let rounds = 0; rounds < 200; rounds += 1) {
      this.#take();
      const count = this.#taken.length;
      await this.#workUntilIdle();
      if (this.#error) throw this.#error;
      if (this.#taken.length > count) continue;
      if (this.#wal?.segmentCount === this.#taken.length - this.#trimmedCount) return;
      this.#disk.heal();
      this.#time.advance(1000);
    }
    assert.fail('the log hands out what it has');
  }

  async #read(path: string): Promise<LogEntry[]> {
    const entries: LogEntry[] = [];
    const copy = new DiskModel(this.#random);
    copy.writeFile(path, this.#disk.readFile(path));
    for await (const entry of readSegment(copy.fileSystem(), path)) entries.push(entry);
    return entries;
  }

  #watch(check: () => void): void {
    try {
      check();
    } catch (error) {
      this.#error ??= error;
    }
  }
}

const batchesOf = (taken: readonly Taken[]) =>
  taken.map(({ segment, ids }) => ({ batch: segment.batch, ids }));

function statusOf(error: unknown): unknown {
  return error instanceof Error && 'status' in error ? error.status : undefined;
}
