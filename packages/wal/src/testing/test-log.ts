// A log on a disk in memory, for this package's own tests.
import { Metrics, silentLog } from '@groundcrew/runtime';
import type { FileSystem } from '../file-system.ts';
import { openWal } from '../open-wal.ts';
import { readSegment } from '../read-segment.ts';
import { entryKind, type LogEntry, type SealedSegment, type Wal, type WalOptions } from '../wal.ts';
import { DiskModel } from './disk-model.ts';
import { ManualTime } from './manual-time.ts';
import { seededRandom } from './random.ts';

/** Where the log of these tests is. */
export const testDir = '/data/log';

/** A disk and time, and the logs opened on them. */
export class TestLog {
  readonly disk = new DiskModel(seededRandom(1));
  readonly time = new ManualTime();
  readonly metrics = new Metrics();

  open(options: Partial<WalOptions> = {}): Promise<Wal> {
    return openWal({
      dir: testDir,
      fs: this.disk.fileSystem(),
      clock: this.time.clock,
      schedule: this.time.schedule,
      log: silentLog,
      metrics: this.metrics,
      ...options,
    });
  }

  /** Kills the process that has the log open and opens it again. */
  reopen(options: Partial<WalOptions> = {}): Promise<Wal> {
    this.disk.kill();
    this.time.clear();
    return this.open(options);
  }

  /** Paths of the segment files. */
  segments(): string[] {
    return this.disk.paths(testDir).filter((file) => file.endsWith('.rows'));
  }

  /** Closes the log and returns the bodies of all entries that it hands out, by segment. */
  async drain(wal: Wal): Promise<string[][]> {
    await wal.close();
    const segments: string[][] = [];
    for (let segment = await wal.nextSealed(); segment; segment = await wal.nextSealed()) {
      segments.push(await bodiesOf(this.disk.fileSystem(), segment));
    }
    return segments;
  }
}

/** An entry with this body. */
export function testEntry(body: string): LogEntry {
  const rows = body.split('\n').filter((line) => line !== '').length;
  return { kind: entryKind.lines, receivedNs: 1n, meta: '', body: Buffer.from(body), rows };
}

/** Appends one entry with this body. */
export const appendBody = (wal: Wal, body: string, key?: string) =>
  wal.append([testEntry(body)], testEntry(body).rows, key);

/** The bodies of a segment's entries. */
export async function bodiesOf(fs: FileSystem, segment: SealedSegment): Promise<string[]> {
  const bodies: string[] = [];
  for await (const entry of readSegment(fs, segment.path)) bodies.push(String(entry.body));
  return bodies;
}
