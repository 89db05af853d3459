// A segment found at start-up, until it is handed to the delivery: scanned once, then cleaned, which is tried again as
// long as the disk refuses.
import type { Clock, Log } from '@groundcrew/runtime';
import { cleanSegment } from './clean-segment.ts';
import { errorCode, type FileSystem } from './file-system.ts';
import type { Quarantine } from './quarantine.ts';
import { scanSegment, type SegmentScan } from './scan-segment.ts';
import { batchOf, formatVersion, type SegmentIdentity, segmentName } from './segment-identity.ts';
import type { SealedSegment } from './wal.ts';
import type { WalCounters } from './wal-metrics.ts';

const scansMax = 5;

/** What all recovered segments of a log share. */
export interface RecoveryContext {
  fs: FileSystem;
  clock: Clock;
  log: Log;
  counters: WalCounters;
  quarantine: Quarantine;
  /** Names of segments that exist or existed at start-up: a second file with the same identity is a copy. */
  names: Set<string>;
}

/** One segment file from before this start. */
export class RecoveredSegment {
  readonly path: string;
  readonly foundBytes: number;
  /** All of it is known to be on disk. */
  readonly isSynced: boolean;
  readonly #context: RecoveryContext;
  readonly #named: SegmentIdentity;
  #hasKeptDropped = false;
  #failedScans = 0;
  #oldestNs: bigint | undefined;
  #scan: Promise<SegmentScan | undefined> | undefined;
  #clean: Promise<SealedSegment | undefined> | undefined;

  constructor(
    context: RecoveryContext,
    file: { path: string; named: SegmentIdentity; sizeBytes: number; isSynced: boolean },
  ) {
    this.#context = context;
    this.path = file.path;
    this.foundBytes = file.sizeBytes;
    this.#named = file.named;
    this.isSynced = file.isSynced;
  }

  /** When its first entry was received; undefined until it was read. */
  get oldestNs(): bigint | undefined {
    return this.#oldestNs;
  }

  /**
   * What is in it; undefined when it cannot be used at all. Rejects when it cannot be read now; call again. A file that
   * cannot be opened for long stays in its place and holds up nobody.
   */
  scan(): Promise<SegmentScan | undefined> {
    this.#scan ??= this.#readAll().catch((error: unknown) => {
      this.#scan = undefined;
      throw error;
    });
    return this.#scan;
  }

  /** Makes it fit for delivery; undefined when there is nothing to deliver. Rejects when the disk refuses; call again. */
  clean(): Promise<SealedSegment | undefined> {
    this.#clean ??= this.#cleanUp().catch((error: unknown) => {
      // What was read may have been in memory only, and gone from there since.
      this.#clean = undefined;
      this.#scan = undefined;
      this.#context.counters.errors.add(1, { operation: 'clean' });
      throw error;
    });
    return this.#clean;
  }

  async #readAll(): Promise<SegmentScan | undefined> {
    const { fs, log, counters } = this.#context;
    try {
      const scan = await scanSegment(fs, this.path, this.#named, this.isSynced);
      if (scan.version !== formatVersion) {
        log.error(
          { path: this.path, version: scan.version },
          'cannot read a segment of the log: it was written by another version; it is left in its place',
        );
        return undefined;
      }
      this.#oldestNs = scan.oldestNs;
      counters.recoveredRows.add(scan.rows);
      counters.damages.add(scan.damages);
      return scan;
    } catch (error) {
      counters.errors.add(1, { operation: 'scan' });
      log.error({ path: this.path, error: String(error) }, 'cannot read a segment of the log');
      this.#failedScans += 1;
      if (errorCode(error) === 'ENOENT' || this.#failedScans >= scansMax) return undefined;
      throw error;
    }
  }

  async #cleanUp(): Promise<SealedSegment | undefined> {
    const { fs, clock, log } = this.#context;
    const scan = await this.scan();
    if (!scan || (await this.#isCopy(scan))) return undefined;
    if (scan.dropped.length > 0 && !this.#hasKeptDropped) await this.#keepDropped(scan);
    const sizeBytes = await cleanSegment(
      { fs, clock, path: this.path, isSynced: this.isSynced },
      scan,
    );
    if (sizeBytes === 0) return undefined;
    log.info({ path: this.path, rows: scan.rows }, 'recovered a segment of the log');
    return {
      batch: batchOf(scan.identity),
      path: this.path,
      sizeBytes,
      rows: scan.rows,
      runRows: scan.runRows,
      isRecovered: true,
    };
  }

  /** Copies what will be taken out, once. */
  async #keepDropped(scan: SegmentScan): Promise<void> {
    const bytes = scan.dropped.reduce((sum, { start, end }) => sum + end - start, 0);
    const { log, counters, quarantine } = this.#context;
    log.warn(
      { path: this.path, bytes, damages: scan.damages },
      'took damaged or unfinished entries out of a segment of the log',
    );
    counters.quarantined.add(bytes);
    await quarantine.keepRanges(this.path, scan.dropped);
    this.#hasKeptDropped = true;
  }

  /** A file whose first row names another segment: a copy when that one is here, else the segment under a wrong name. */
  async #isCopy(scan: SegmentScan): Promise<boolean> {
    const { names, log, quarantine } = this.#context;
    const name = segmentName(scan.identity);
    if (name === segmentName(this.#named)) return false;
    if (!names.has(name)) {
      names.add(name);
      return false;
    }
    log.warn({ path: this.path, name }, 'moved a copy of a segment out of the log');
    if (!(await quarantine.keepFile(this.path))) throw new Error('cannot move a copy away');
    return true;
  }
}
