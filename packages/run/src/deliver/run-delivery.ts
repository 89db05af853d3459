// Delivers one run: the chunk that is on its way first, then what the journal has beyond it, then the run's record.
// Whoever holds the lock of the run's folder does it; when it dies the next one goes on where it was.
import { rmSync, statSync } from 'node:fs';
import { type FolderLock, systemClock } from '@groundcrew/runtime/light';
import { readRunFile, type RunFile } from '../record/run-file.ts';
import { comparePositions, removeSegmentsBefore } from '../spool/journal-reader.ts';
import { type Chunk, Outbox } from '../spool/outbox.ts';
import { ChunkCutter } from './chunk-cutter.ts';
import { recordRefusalLine, refusalLine } from './loss-line.ts';
import { isHeld, removeIfEmpty, tryLock } from './is-locked.ts';
import { putAside } from './refused-records.ts';
import { openPoster, type Outcome, type Poster } from './post.ts';
import { reasonLengthMax, type Refused, sendLines } from './send-lines.ts';

/**
 * What a step came to. `quiet`: all there is has been delivered, but the run goes on. `cause`: nobody answers, the token
 * is not good enough, or the server says that it cannot take it now.
 */
export type Step =
  | { state: 'moved' | 'quiet' | 'finished' }
  | { state: 'away'; reason: string; afterMs: number; cause: 'silent' | 'denied' | 'unable' };

/** Whether the recorder lives is asked this often at most. */
const askRecorderMs = 500;
/** Versions of the recorder's record and chunks are put into one number, which grows with both. */
const chunksPerVersion = 1_000_000;
/** A folder without anything in it belongs to a run that never began. */
const emptyAgeMs = 60_000;

/** The delivery of one run, held by this process alone. */
export interface RunDelivery {
  /** Does the next thing there is to do. */
  step(): Promise<Step>;
  /** What the server refused for good, for the user; "" for nothing. */
  readonly complaint: string;
  /** The version of the record that the server has. */
  readonly sentVersion: number;
  close(): Promise<void>;
}

/** Where a run goes, if not where it says itself. */
export interface DeliveryTarget {
  url?: string;
  token: string | undefined;
  /** The version of its record that the server has from us. */
  sentVersion?: number;
}

/** Why a run cannot be delivered now: another process has it, there is nothing, or the disk has no room for it. */
export type NoDelivery = 'busy' | 'nothing' | 'no room';

/** Takes over a run's delivery. */
export async function openRunDelivery(
  folder: string,
  target: DeliveryTarget,
): Promise<RunDelivery | NoDelivery> {
  if (!readRunFile(folder)) {
    await removeWhenForgotten(folder);
    return 'nothing';
  }
  const lock = await tryLock(folder, 'deliver');
  if (!lock) return 'busy';
  // Removed by the one who had the lock before.
  const file = readRunFile(folder);
  if (!file) {
    await lock.release();
    removeIfEmpty(folder);
    return 'nothing';
  }
  try {
    const poster = openPoster({ url: target.url ?? file.url, token: target.token });
    return new OpenDelivery(folder, file, { poster, lock, sentVersion: target.sentVersion ?? 0 });
  } catch {
    // No room for the outbox: the disk is full, and later it may not be.
    await lock.release();
    return 'no room';
  }
}

class OpenDelivery implements RunDelivery {
  readonly #folder: string;
  readonly #poster: Poster;
  readonly #lock: FolderLock;
  readonly #outbox: Outbox;
  readonly #cutter: ChunkCutter;
  #file: RunFile;
  #sentVersion: number;
  #recordRefusal = '';
  #askedAtMs = Number.NEGATIVE_INFINITY;
  /** The recorder is gone: what the journal has now is all there will ever be. */
  #isOrphaned = false;

  constructor(
    folder: string,
    file: RunFile,
    { poster, lock, sentVersion }: { poster: Poster; lock: FolderLock; sentVersion: number },
  ) {
    this.#folder = folder;
    this.#file = file;
    this.#poster = poster;
    this.#lock = lock;
    this.#sentVersion = sentVersion;
    this.#outbox = new Outbox(folder);
    this.#cutter = new ChunkCutter(folder, this.#outbox.progress);
  }

  get complaint(): string {
    const { refusedLines, refusedReason } = this.#outbox.progress;
    const run = `run ${this.#file.record.run_id}`;
    const texts: string[] = [];
    if (refusedLines > 0)
      texts.push(`the server refused ${refusedLines} lines of ${run}: ${refusedReason}`);
    if (this.#recordRefusal !== '')
      texts.push(
        `the server refused the record of ${run}: ${this.#recordRefusal}; it is in the folder "refused" of the spool`,
      );
    return texts.join('; ');
  }

  get sentVersion(): number {
    return this.#sentVersion;
  }

  async step(): Promise<Step> {
    const { pending } = this.#outbox;
    if (pending) return this.#sendChunk(pending);
    this.#file = readRunFile(this.#folder) ?? this.#file;
    const isOver =
      this.#isOrphaned || this.#file.record.state !== 'running' || this.#cutter.isEnded;
    const chunk = this.#cutter.next(this.#outbox.progress, isOver);
    if (chunk) {
      this.#outbox.put(chunk);
      return this.#sendChunk(chunk);
    }
    if (this.#version() > this.#sentVersion) return this.#sendRecord();
    return this.#finishIfOver();
  }

  async close(): Promise<void> {
    this.#cutter.close();
    this.#outbox.close();
    this.#poster.close();
    await this.#lock.release();
  }

  async #sendChunk(chunk: Chunk): Promise<Step> {
    const { run_id: runId, service, host, release } = this.#file.record;
    const defaults = new URLSearchParams({
      service,
      host,
      run_id: runId,
      ...(release && { release }),
    });
    const outcome = await sendLines(chunk.body, `run-${runId}-${chunk.after.chunk}`, {
      post: (body, key) =>
        this.#poster.post(`/ingest?${defaults.toString()}`, body, { 'idempotency-key': key }),
      isSplit: this.#outbox.isSplit,
      splitting: () => this.#outbox.split(),
    });
    if (outcome.kind !== 'settled') return this.#judge(outcome);
    if (outcome.refused.lines > 0 && !isNote(chunk)) this.#noteRefused(chunk, outcome.refused);
    else this.#outbox.sent();
    const { stdout, stderr } = chunk.after;
    removeSegmentsBefore(this.#folder, comparePositions(stdout, stderr) < 0 ? stdout : stderr);
    return { state: 'moved' };
  }

  /** A chunk that says what is missing takes the place of the one that was refused: in one write, with the count. */
  #noteRefused({ after }: Chunk, { lines, reason }: Refused): void {
    const body = refusalLine(BigInt(after.lastTimeNs) + 1n, { lines, reason });
    this.#outbox.put({
      after: {
        ...after,
        chunk: after.chunk + 1,
        noteOf: after.chunk,
        refusedLines: after.refusedLines + lines,
        refusedReason: reason,
      },
      body,
    });
  }

  async #sendRecord(): Promise<Step> {
    const record = this.#completeRecord();
    const body = Buffer.from(`${JSON.stringify(record)}\n`);
    const outcome = await this.#poster.post('/ingest/runs', body);
    this.#recordRefusal =
      outcome.kind === 'refused' ? outcome.reason.slice(0, reasonLengthMax) : '';
    // A server that takes lines but knows no runs is an older one: the lines are there.
    const isOlder = outcome.kind === 'away' && /^40[45]/.test(outcome.reason);
    const step = isOlder ? { state: 'moved' as const } : this.#judge(outcome);
    if (step.state === 'moved') this.#sentVersion = record.version;
    return step;
  }

  /** The recorder's record with what only delivering knows. */
  #completeRecord(): RunFile['record'] {
    const { lines, cutLines, refusedLines } = this.#outbox.progress;
    return {
      ...this.#file.record,
      version: this.#version(),
      lines,
      cut_lines: cutLines,
      lost_lines: this.#file.record.lost_lines + refusedLines,
    };
  }

  /** What the server will never take is given up: the rest must not wait for it. */
  #judge(outcome: Outcome): Step {
    if (outcome.kind === 'taken' || outcome.kind === 'refused') return { state: 'moved' };
    return {
      state: 'away',
      reason: outcome.reason,
      afterMs: outcome.kind === 'away' ? outcome.afterMs : 0,
      cause: outcome.kind === 'denied' ? 'denied' : outcome.isThere ? 'unable' : 'silent',
    };
  }

  async #finishIfOver(): Promise<Step> {
    if (!this.#isOrphaned) {
      const now = performance.now();
      if (now - this.#askedAtMs < askRecorderMs && !this.#cutter.isEnded) return { state: 'quiet' };
      this.#askedAtMs = now;
      if (await isHeld(this.#folder)) return { state: 'quiet' };
      // From here on a line without an end is whole, and nothing waits for what might follow.
      this.#isOrphaned = true;
    }
    // The recorder may have written its last between our look and its end.
    const file = readRunFile(this.#folder) ?? this.#file;
    if (this.#cutter.hasMore() || file.record.version !== this.#file.record.version)
      return { state: 'moved' };
    if (file.record.state === 'running') {
      this.#file = { ...file, record: lostRecord(file, this.#cutter.lastTime) };
      const step = await this.#sendRecord();
      if (step.state === 'away') return step;
    }
    if (this.#recordRefusal !== '') {
      if (!this.#outbox.progress.isRecordRefused) return this.#noteRecordRefused();
      putAside(this.#folder, this.#completeRecord(), this.#recordRefusal);
    }
    rmSync(this.#folder, { recursive: true, force: true });
    return { state: 'finished' };
  }

  /** One more line, so that who looks for the run finds out why it is not there. */
  #noteRecordRefused(): Step {
    const { progress } = this.#outbox;
    const after = { ...progress, chunk: progress.chunk + 1, noteOf: progress.chunk };
    const timeNs = BigInt(progress.lastTimeNs) + 1n;
    this.#outbox.put({
      after: { ...after, lastTimeNs: String(timeNs), isRecordRefused: true },
      body: recordRefusalLine(timeNs, this.#recordRefusal),
    });
    return { state: 'moved' };
  }

  #version(): number {
    const { chunk } = this.#outbox.progress;
    return this.#file.record.version * chunksPerVersion + Math.min(chunk, chunksPerVersion - 1);
  }
}

/** True for a chunk that says what is missing: that one is counted already. */
const isNote = ({ after }: Chunk) => after.noteOf === after.chunk - 1;

/** The recorder is gone and has not said how the program ended: nobody can know. */
function lostRecord({ record }: RunFile, lastTime: string): RunFile['record'] {
  const endedAt = lastTime > record.updated_at ? lastTime : record.updated_at;
  return {
    ...record,
    version: record.version + 1,
    state: 'lost',
    updated_at: endedAt,
    ended_at: endedAt,
  };
}

/** Removes what is left of a run that never began; one without room for its record goes on. */
async function removeWhenForgotten(folder: string): Promise<void> {
  const changedMs = statSync(folder, { throwIfNoEntry: false })?.mtimeMs;
  if (changedMs === undefined) return;
  const age = Number(systemClock.nowNs() / 1_000_000n) - changedMs;
  if (age > emptyAgeMs && !(await isHeld(folder))) rmSync(folder, { recursive: true, force: true });
}
