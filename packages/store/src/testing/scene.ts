// A real engine, log and delivery in a temporary folder, for integration tests of the store.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Metrics, silentLog, systemClock } from '@groundcrew/runtime';
import { openWal, type SealedSegment, type Wal } from '@groundcrew/wal';
import { openStore, type Store } from '../client.ts';
import { type Delivery, type DeliveryLimits, startDelivery } from '../delivery/delivery.ts';
import { type Engine, startEngine } from '../engine/engine.ts';
import { migrate } from '../migrations/migrate.ts';
import {
  openPromotedAttributes,
  type PromotedAttributes,
} from '../promotion/promoted-attributes.ts';

/** A migrated store with its engine. `folder` is removed by `close`. */
export interface StoreScene {
  folder: string;
  engine: Engine;
  store: Store;
  /** All rows of a query. */
  ask: (query: string) => Promise<Record<string, unknown>[]>;
  /** The only value of the only row. */
  askOne: (query: string) => Promise<unknown>;
  command: (query: string) => Promise<void>;
  close: () => Promise<void>;
}

export async function openStoreScene({ isMigrated = true } = {}): Promise<StoreScene> {
  const folder = await mkdtemp(join(tmpdir(), 'store-scene-'));
  const engine = await startEngine({
    dir: join(folder, 'engine'),
    fileRoots: [join(folder, 'wal')],
    log: silentLog,
    metrics: new Metrics(),
  });
  const store = openStore({ engine });
  if (isMigrated) await migrate(store, { log: silentLog });
  return {
    folder,
    engine,
    store,
    ...questions(store),
    async close() {
      await store.close();
      await engine.stop(0);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Shorthand for queries of a test. */
export function questions(store: Store): Pick<StoreScene, 'ask' | 'askOne' | 'command'> {
  const ask = async (text: string) => {
    await store.waitUntilUp();
    return (await store.query({ text, parameters: {} })).rows<Record<string, unknown>>();
  };
  return {
    ask,
    askOne: async (text) => Object.values((await ask(text))[0] ?? {})[0],
    command: async (query) => {
      await store.waitUntilUp();
      await store.client().command({ query });
    },
  };
}

/** A delivery from a log in the scene's folder. */
export interface DeliveryScene {
  wal: Wal;
  delivery: Delivery;
  attributes: PromotedAttributes;
  metrics: Metrics;
  /** Segments delivered so far. */
  delivered: SealedSegment[];
  /** Appends lines, and resolves once they are on disk. */
  append: (lines: readonly (string | object)[]) => Promise<void>;
  /** Waits until as many rows were delivered. */
  waitForRows: (rows: number, timeoutMs?: number) => Promise<void>;
  close: () => Promise<void>;
}

export interface DeliverySceneOptions {
  store: Store;
  engine?: Engine;
  limits?: Partial<DeliveryLimits>;
  segmentAgeMsMax?: number;
  isPromoting?: boolean;
  openWal?: (wal: Wal) => Wal;
}

export async function openDeliveryScene(
  folder: string,
  options: DeliverySceneOptions,
): Promise<DeliveryScene> {
  const metrics = new Metrics();
  const common = { clock: systemClock, log: silentLog };
  const { segmentAgeMsMax = 20, isPromoting = false } = options;
  const opened = await openWal({ ...common, metrics, dir: join(folder, 'wal'), segmentAgeMsMax });
  const wal = options.openWal?.(opened) ?? opened;
  const promotion = isPromoting
    ? { sampleEveryMs: 0, sampleRowsMin: 1 }
    : { sampleRowsMin: Infinity };
  const attributes = await openPromotedAttributes(options.store, { ...common, ...promotion });
  const delivery = await startDelivery({
    ...common,
    wal,
    store: options.store,
    ...(options.engine ? { engine: options.engine } : {}),
    attributes,
    metrics,
    deadLetterDir: join(folder, 'dead-letters'),
    limits: { pauseMsMax: 200, ...options.limits },
  });
  const delivered: SealedSegment[] = [];
  delivery.onDelivered((segment) => delivered.push(segment));
  return {
    wal,
    delivery,
    attributes,
    metrics,
    delivered,
    async append(lines) {
      const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
      const body = Buffer.from(texts.join('\n'));
      const receivedNs = systemClock.nowNs();
      await wal.append([{ kind: 2, receivedNs, meta: '', body, rows: lines.length }], lines.length);
    },
    async waitForRows(rows, timeoutMs = 30_000) {
      const count = () => delivered.reduce((sum, segment) => sum + segment.rows, 0);
      await waitFor(() => count() >= rows, `${rows} delivered rows`, timeoutMs);
    },
    async close() {
      await wal.close();
      await delivery.stop({ deadlineMs: 10_000 });
    },
  };
}

/** Waits for a condition; fails after the deadline. */
export async function waitFor(
  isMet: () => boolean | Promise<boolean>,
  what: string,
  timeoutMs = 30_000,
): Promise<void> {
  const deadlineMs = systemClock.monotonicMs() + timeoutMs;
  while (!(await isMet())) {
    if (systemClock.monotonicMs() > deadlineMs) throw new Error(`waited in vain for ${what}`);
    await delay(10);
  }
}

/** Rows stored, distinct rows, rows counted by the roll-up: equal when nothing is lost or doubled. */
export async function counts(ask: StoreScene['ask']): Promise<[number, number, number]> {
  const [row] =
    await ask(`SELECT toUInt32(count()) AS rows, toUInt32(uniqExact(batch, row)) AS distinct,
    (SELECT toUInt32(sum(rows)) FROM groundcrew.logs_per_minute) AS rolledUp FROM groundcrew.logs`);
  return [Number(row?.['rows']), Number(row?.['distinct']), Number(row?.['rolledUp'])];
}
