// Follows files: looks at them, finds what rotation moved, reads what is new and keeps it, round after round.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Log, Metrics } from '@groundcrew/runtime';
import type { FileSystem } from '@groundcrew/wal';
import type { LineSink } from '../receivers/receiver.ts';
import { discover } from './discover.ts';
import { FolderWatch } from './folder-watch.ts';
import { type FollowedFile, revived } from './followed.ts';
import { forgetRules } from './forget-rules.ts';
import { Journal } from './journal.ts';
import { type KnownRules, ruleText } from './journal-entry.ts';
import { type KeepOptions, keepChunks } from './keep-chunks.ts';
import { ChunkReader } from './next-chunk.ts';
import { OpenFiles } from './open-files.ts';
import { Problems } from './problems.ts';
import { Registry } from './registry.ts';
import { followMissed, type LookOptions, look, searchLost, timeGrainMs } from './rounds.ts';
import { Heads } from './siblings.ts';
import { tailMetrics } from './tail-metrics.ts';
import type { TailRule, TailSettings } from './tail-rule.ts';

/** What following files needs. */
export interface TailOptions {
  rules: readonly TailRule[];
  settings: TailSettings;
  /** Where positions are kept. */
  folder: string;
  fs: FileSystem;
  sink: LineSink;
  signal: AbortSignal;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  host: string;
}

/** Files read at a time. Each holds a chunk in memory. */
const filesAtOnce = 32;
/** Looks under way at a time. */
const looksAtOnce = 32;

/** Follows files until the signal aborts. Rejects when it cannot go on; called again, it goes on where it was. */
export async function followFiles(options: TailOptions): Promise<void> {
  const engine = new TailEngine(options);
  try {
    await engine.open();
    while (!options.signal.aborted) await engine.round();
  } finally {
    await engine.close();
  }
}

class TailEngine {
  readonly #options: TailOptions;
  readonly #journal: Journal;
  readonly #registry: Registry;
  readonly #files: OpenFiles;
  readonly #heads = new Heads();
  readonly #problems: Problems;
  readonly #rules: ReadonlyMap<string, TailRule>;
  readonly #watch = new FolderWatch();
  readonly #keep: KeepOptions;
  readonly #reader: ChunkReader;
  #knownRules: KnownRules = new Map();
  #discoverAtMs = 0;
  /** Time of day when all patterns had been matched last, in an earlier run at least the last write seen. */
  #discoveredMs = 0;

  constructor(options: TailOptions) {
    const { fs, folder, settings, log, metrics, sink, host, clock } = options;
    this.#options = options;
    this.#journal = new Journal(fs, folder);
    this.#registry = new Registry(this.#journal);
    this.#files = new OpenFiles(Math.max(settings.openFilesMax, 2 * filesAtOnce));
    this.#problems = new Problems(log, metrics);
    this.#reader = new ChunkReader({
      registry: this.#registry,
      files: this.#files,
      problems: this.#problems,
      settings,
      clock,
    });
    this.#rules = new Map(options.rules.map((rule) => [rule.pattern, rule]));
    this.#keep = {
      journal: this.#journal,
      sink,
      host,
      nowNs: () => clock.nowNs(),
      metrics: tailMetrics(
        metrics,
        () => this.#registry.all(),
        () => this.#files.count,
      ),
    };
  }

  /** Takes up what was saved. What an earlier run announced is repeated first, file by file, as it is read. */
  async open(): Promise<void> {
    const { files, rules, damagedLines } = await this.#journal.read();
    const nowMs = this.#timeMs();
    forgetRules({ files, rules }, this.#rules, nowMs);
    if (damagedLines > 0) {
      this.#options.log.warn({ damagedLines }, 'some positions of followed files are damaged');
    }
    this.#knownRules = rules;
    for (const { mtimeMs } of files.values())
      this.#discoveredMs = Math.max(this.#discoveredMs, mtimeMs);
    if (files.size === 0) this.#discoveredMs = nowMs;
    for (const saved of files.values()) this.#registry.restore(revived(saved));
    await this.#rewrite();
  }

  async close(): Promise<void> {
    this.#watch.close();
    this.#reader.close();
    await this.#files.closeAll();
    await this.#journal.flush().catch(() => undefined);
    await this.#journal.close();
  }

  /** Looks at what is due, reads what is ready, and waits when nothing was. */
  async round(): Promise<void> {
    const { clock, signal, settings } = this.#options;
    const nowMs = clock.monotonicMs();
    this.#heed(nowMs);
    await this.#lookAll(nowMs);
    if (nowMs >= this.#discoverAtMs) await this.#discover();
    const hasRead = await this.#readAll();
    if (this.#journal.isOverdue) await this.#rewrite();
    if (this.#reader.takeHasMore() || signal.aborted) return;
    // Lines come a few at a time: some of them together cost no more than one.
    const gatherMs = settings.pollMs / 4;
    await sleep(gatherMs, undefined, { signal }).catch(() => undefined);
    if (hasRead || signal.aborted) return;
    if (this.#journal.isDirty) await this.#journal.flush();
    await this.#watch.wait(settings.pollMs - gatherMs, signal);
  }

  /** Files whose folder told of a change are looked at now. */
  #heed(nowMs: number): void {
    const changed = this.#watch.take();
    if (changed.size === 0) return;
    for (const file of this.#registry.all()) if (changed.has(file.path)) file.lookAtMs = 0;
    for (const name of changed) {
      if (this.#registry.atLogPath(name)) continue;
      // A name that is not known: a new file, or one of those that rotation makes.
      this.#discoverAtMs = Math.min(this.#discoverAtMs, nowMs + this.#options.settings.pollMs / 4);
      return;
    }
  }

  async #lookAll(nowMs: number): Promise<void> {
    const due = [...this.#registry.all()].filter(
      (file) => !file.isDone && this.#rules.has(file.rule) && file.lookAtMs <= nowMs,
    );
    for (let at = 0; at < due.length; at += looksAtOnce) {
      await Promise.all(
        due.slice(at, at + looksAtOnce).map((file) => look(file, this.#look(nowMs))),
      );
    }
    const lost = due.filter((file) => file.lostSinceMs !== undefined);
    for (const file of lost) await this.#search(file, nowMs);
    const looked = new Set(due);
    const unsure = [...this.#registry.all()].filter(({ missedLooks }) => missedLooks > 0);
    for (const file of unsure) {
      const isDue = looked.has(file) || (file.isDone && file.lookAtMs <= nowMs);
      if (isDue && this.#rules.has(file.rule)) await followMissed(file, this.#look(nowMs));
    }
  }

  async #search(file: FollowedFile, nowMs: number): Promise<void> {
    // The path is free for what is there now.
    this.#discoverAtMs = 0;
    await searchLost(file, this.#look(nowMs));
    if (file.isDone) await this.#reader.release(file);
  }

  #look(nowMs: number): LookOptions {
    const { settings } = this.#options;
    return {
      registry: this.#registry,
      files: this.#files,
      heads: this.#heads,
      problems: this.#problems,
      settings,
      nowMs,
      timeMs: this.#timeMs(),
    };
  }

  async #discover(): Promise<void> {
    const { rules, settings, clock } = this.#options;
    const startedMs = clock.monotonicMs();
    const ruleCount = this.#knownRules.size;
    const folders = new Set<string>();
    const timeMs = this.#timeMs();
    await discover({
      sinceMs: this.#discoveredMs,
      rules,
      settings,
      folders,
      registry: this.#registry,
      problems: this.#problems,
      knownRules: this.#knownRules,
    });
    if (this.#knownRules.size > ruleCount)
      for (const [rule, gone] of this.#knownRules) this.#journal.add(ruleText(rule, gone));
    this.#watch.watch(folders);
    this.#discoveredMs = timeMs - timeGrainMs;
    const tookMs = clock.monotonicMs() - startedMs;
    this.#discoverAtMs = startedMs + Math.max(settings.discoverMs, 10 * tookMs);
  }

  /** Reads and keeps one chunk of each file that has one, some files at a time; true when there was any. */
  async #readAll(): Promise<boolean> {
    const ready = [...this.#registry.all()].filter(
      (file) => file.isReady && !file.isDone && this.#rules.has(file.rule),
    );
    let hasRead = false;
    for (let at = 0; at < ready.length; at += filesAtOnce) {
      if (this.#options.signal.aborted) return hasRead;
      const some = ready.slice(at, at + filesAtOnce);
      const next = some.flatMap((file) => {
        const rule = this.#rules.get(file.rule);
        return rule ? [this.#reader.next(file, rule)] : [];
      });
      const chunks = (await Promise.all(next)).filter((chunk) => chunk !== undefined);
      await keepChunks(chunks, this.#keep);
      hasRead ||= chunks.length > 0;
    }
    return hasRead;
  }

  /** Time of day. */
  #timeMs(): number {
    return Number(this.#options.clock.nowNs() / 1_000_000n);
  }

  #rewrite(): Promise<void> {
    return this.#journal.rewrite(this.#registry.all(), this.#knownRules);
  }
}
