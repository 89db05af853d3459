// What a round reads of one file, and what that says about the file: there is more, all is read, it is gone, it is damaged.
import path from 'node:path';
import type { Clock } from '@groundcrew/runtime';
import type { CutEnd } from './cut-records.ts';
import type { FollowedFile } from './followed.ts';
import type { NextChunk } from './keep-chunks.ts';
import type { OpenFiles } from './open-files.ts';
import { PackedFiles } from './packed-files.ts';
import { Problems } from './problems.ts';
import { type ReadOutcome, readPacked, readPlain } from './read-chunk.ts';
import { familyOf, type Registry } from './registry.ts';
import { isRotated } from './rotated-names.ts';
import type { TailRule, TailSettings } from './tail-rule.ts';

/** What reading needs. */
export interface ChunkReaderOptions {
  readonly registry: Registry;
  readonly files: OpenFiles;
  readonly problems: Problems;
  readonly settings: TailSettings;
  readonly clock: Clock;
}

/** Reads of a compressed file that may fail before it counts as damaged; they are a second or more apart. */
const packedFailuresMax = 10;

/** Reads followed files chunk by chunk. One call at a time for each file. */
export class ChunkReader {
  readonly #options: ChunkReaderOptions;
  readonly #packed = new PackedFiles();
  #hasMore = false;

  constructor(options: ChunkReaderOptions) {
    this.#options = options;
  }

  /** Whether some file had more than was read of it since the last call. */
  takeHasMore(): boolean {
    const hasMore = this.#hasMore;
    this.#hasMore = false;
    return hasMore;
  }

  /** The next chunk; undefined when there is none (now). The file is to be kept before the next call. */
  async next(file: FollowedFile, rule: TailRule): Promise<NextChunk | undefined> {
    try {
      const end = this.#endOf(file, rule);
      const outcome = await this.#read(file, rule, end);
      this.#options.problems.solved(file.path);
      return await this.#take(file, rule, { outcome, end });
    } catch (error) {
      await this.#failed(file, error);
      return undefined;
    }
  }

  /** Closes what is open of a file. */
  async release({ id }: FollowedFile): Promise<void> {
    this.#packed.close(id);
    await this.#options.files.close(id);
  }

  close(): void {
    this.#packed.closeAll();
  }

  /** Whether bytes may follow what is there now. */
  #endOf(file: FollowedFile, rule: TailRule): CutEnd {
    const { settings, clock } = this.#options;
    const quietMs = clock.monotonicMs() - file.grownAtMs;
    const isWhole = file.packing !== 'plain' || file.isCopy;
    const isPartialDue = rule.partialLineMs !== undefined && quietMs >= rule.partialLineMs;
    const isGone = quietMs >= settings.goneMs && (file.isUnlinked || this.#isLeft(file));
    return {
      isFinal: isWhole || isPartialDue || isGone,
      isAged: isWhole || quietMs >= settings.joinMs,
    };
  }

  /** Whether it was rotated away and not written for long: what is at its end now stays its end. */
  #isLeft(file: FollowedFile): boolean {
    const { clock, settings } = this.#options;
    const unwrittenMs = Number(clock.nowNs() / 1_000_000n) - file.seenMtimeMs;
    return this.#isRotatedAway(file) && unwrittenMs >= settings.goneMs;
  }

  /** A log whose own name looks like that of a rotated file has no other one that is being written. */
  #isRotatedAway({ path: file }: FollowedFile): boolean {
    return isRotated(path.basename(file)) && !!this.#options.registry.atLogPath(familyOf(file));
  }

  async #read(file: FollowedFile, rule: TailRule, end: CutEnd): Promise<ReadOutcome> {
    const options = { form: rule.form(file.logPath), end };
    if (file.packing === 'plain') return readPlain(file, this.#options.files, options);
    const reader = await this.#packed.get(file);
    return reader ? readPacked(file, reader, options) : { kind: 'lost' };
  }

  async #take(
    file: FollowedFile,
    rule: TailRule,
    { outcome, end }: { outcome: ReadOutcome; end: CutEnd },
  ): Promise<NextChunk | undefined> {
    const { registry } = this.#options;
    if (outcome.kind === 'lost') {
      // What is open is something else by now.
      await this.release(file);
      this.#lose(file);
      return undefined;
    }
    file.mtimeMs = file.seenMtimeMs;
    this.#hasMore ||= !outcome.isAtEnd;
    if (outcome.kind === 'chunk') {
      file.size = Math.max(file.size, outcome.chunk.end);
      return { file, rule, chunk: outcome.chunk };
    }
    file.isReady = !outcome.isAtEnd;
    const isAll = end.isFinal || (rule.partialLineMs === undefined && !this.#isRotatedAway(file));
    if (end.isAged && isAll) file.triedSize = file.size;
    // Only a read that took a partial line for a line has read everything.
    const isOver = file.packing !== 'plain' || (file.isUnlinked && end.isFinal);
    if (!isOver || !outcome.isAtEnd) return undefined;
    registry.finish(file);
    await this.release(file);
    return undefined;
  }

  async #failed(file: FollowedFile, error: unknown): Promise<void> {
    const { registry, problems, clock } = this.#options;
    const reason = Problems.reasonOf(error);
    file.isReady = false;
    await this.release(file);
    const isPacked = file.packing !== 'plain';
    if (reason === 'missing') {
      this.#lose(file);
    } else if (isPacked && file.failures++ < packedFailuresMax) {
      // It may still be written.
      registry.lose(file, clock.monotonicMs());
    } else if (isPacked) {
      problems.once(file.path, 'damaged', { error: String(error) });
      registry.finish(file);
    } else {
      problems.lasting(file.path, reason, { error: String(error) });
    }
  }

  /** It is searched at once. */
  #lose(file: FollowedFile): void {
    this.#options.registry.lose(file, this.#options.clock.monotonicMs());
    file.lookAtMs = 0;
  }
}
