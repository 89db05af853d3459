// An engine over a folder of its own and a log that remembers keys, for tests.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LineDefaults } from '@groundcrew/model';
import { type Log, Metrics, silentLog, systemClock } from '@groundcrew/runtime';
import { type FileSystem, nodeFileSystem } from '@groundcrew/wal';
import type { LineSink } from '../../receivers/receiver.ts';
import { defaultLineLimits } from '../../testing/framed.ts';
import type { RecordForm } from '../cut-records.ts';
import { followFiles } from '../tail-engine.ts';
import { type TailRule, tailSettings } from '../tail-rule.ts';
import { CrashPoint } from './lossy-file-system.ts';

/** Each line is a record. */
export const plainForm: RecordForm = {
  maxLineBytes: 4096,
  write: (text) => (text.trim() === '' ? undefined : text),
};

/** A folder that goes away with the test. */
export function testFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'groundcrew-tail-'));
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

/** What is kept, whatever happens to the engine. */
export class KeptLines {
  readonly keys = new Set<string>();
  readonly lines: string[] = [];
  readonly defaults: LineDefaults[] = [];

  /** A sink that crashes with the engine; what was under way is then kept or not. */
  sink(crash = new CrashPoint(), random = Math.random): LineSink {
    return {
      limits: defaultLineLimits,
      append: async ({ body, rows }, defaults, key = '') => {
        await new Promise((wake) => setImmediate(wake));
        const keep = () => {
          if (this.keys.has(key)) return 'known' as const;
          const lines = body.toString().split('\n');
          assert.equal(lines.length, rows);
          this.keys.add(key);
          this.lines.push(...lines);
          this.defaults.push(defaults);
          return 'new' as const;
        };
        try {
          crash.pass();
        } catch (error) {
          if (random() < 0.5) keep();
          throw error;
        }
        return keep();
      },
    };
  }
}

/** How to run an engine otherwise than by default. */
export interface RunOptions {
  rules: readonly (Partial<TailRule> & { pattern: string })[];
  sink: LineSink;
  state: string;
  fs?: FileSystem;
  goneMs?: number;
  joinMs?: number;
  filesMax?: number;
  log?: Log;
  metrics?: Metrics;
}

/** Starts following; `stop` ends it, `ended` settles when it ends by itself. */
export function startFollowing(options: RunOptions) {
  const ending = new AbortController();
  const metrics = options.metrics ?? new Metrics();
  const ended = followFiles({
    rules: options.rules.map((rule) => ({
      exclude: [],
      service: undefined,
      from: 'start',
      partialLineMs: undefined,
      form: () => plainForm,
      ...rule,
    })),
    settings: {
      ...tailSettings,
      pollMs: 4,
      discoverMs: 4,
      joinMs: options.joinMs ?? 0,
      goneMs: options.goneMs ?? 300,
      filesMax: options.filesMax ?? tailSettings.filesMax,
    },
    folder: options.state,
    fs: options.fs ?? nodeFileSystem,
    sink: options.sink,
    signal: ending.signal,
    clock: systemClock,
    log: options.log ?? silentLog,
    metrics,
    host: 'test-host',
  }).then(
    () => undefined,
    (error: unknown) => error,
  );
  return {
    metrics,
    ended,
    async stop(): Promise<unknown> {
      ending.abort();
      return ended;
    },
  };
}

/** Waits for a condition, at most ten seconds. */
export async function until(what: string, isTrue: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!isTrue()) {
    assert.ok(performance.now() < deadline, `waited in vain: ${what}`);
    await new Promise((wake) => setTimeout(wake, 2));
  }
}
