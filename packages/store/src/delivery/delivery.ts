// Moves sealed segments from the log into the store, strictly in order: rows, then their roll-up, then the segment is
// trimmed. Two lanes work side by side, each with one insert in flight; everything a lane needs to know after a
// crash is in the log, in the store and among the dead letters.
import type { Clock, Log, Metrics } from '@groundcrew/runtime';
import type { SealedSegment, Wal } from '@groundcrew/wal';
import type { Engine } from '../engine/engine.ts';
import type { PromotedAttributes } from '../promotion/promoted-attributes.ts';
import { type DeadLetters, openDeadLetters } from './dead-letters.ts';
import { deliveryGauges, type DeliveryMetrics, deliveryMetrics } from './delivery-metrics.ts';
import { embeddedFence, remoteFence } from './fence.ts';
import { runLanes } from './lanes.ts';
import { openLogWriter } from './log-writer.ts';
import type { PersistContext } from './persist.ts';
import { openProbe } from './probe.ts';
import { deliverRollUps } from './roll-up-lane.ts';
import { deliverRows } from './rows-lane.ts';
import { deliverRunRecords } from './run-records.ts';
import { withSampleRows } from './sample-rows.ts';
import type { Store } from '../client.ts';

export interface DeliveryOptions {
  wal: Pick<Wal, 'nextSealed' | 'trim' | 'oldestUndeliveredNs'>;
  store: Store;
  /** The engine of an embedded store, whose process can be ended for certain. Without it the store is remote. */
  engine?: Pick<Engine, 'pid' | 'restarts'>;
  attributes: PromotedAttributes;
  /** Finds request ids in text: see `MappedLinesOptions`. */
  requestIdPattern?: string;
  log: Log;
  metrics: Metrics;
  clock: Clock;
  /** Made when absent. */
  deadLetterDir: string;
  limits?: Partial<DeliveryLimits>;
  /** Called when the delivery cannot go on, which only a bug or a failing disk can cause. */
  onStopped?: (error: unknown) => void;
}

/** Bounds, with defaults; tests make them small. */
export interface DeliveryLimits {
  /** An insert without an answer after this long counts as uncertain. Default 30,000; doubles with each repetition. */
  timeoutMs: number;
  /** Longest wait between two attempts. Default 5,000. */
  pauseMsMax: number;
  /** Time for finding the bad rows of a refused batch. Default 20,000. */
  poisonMs: number;
  /** Default 256 MiB. */
  deadLetterBytesMax: number;
}

const defaults: DeliveryLimits = {
  timeoutMs: 30_000,
  pauseMsMax: 5_000,
  poisonMs: 20_000,
  deadLetterBytesMax: 256 * 1024 * 1024,
};

export interface Delivery {
  /** Refused rows, kept on disk. */
  readonly deadLetters: Pick<DeadLetters, 'list' | 'rows' | 'sizeBytes'>;
  /** Rows of segments taken from the log and not yet delivered. */
  readonly lagRows: number;
  /** Age of the oldest entry the store does not have yet. */
  readonly lagSeconds: number;
  /** Calls back for each segment that is in the store and trimmed; returns how to stop that. */
  onDelivered(listener: (segment: SealedSegment) => void): () => void;
  /**
   * Delivers what is sealed, then stops; close the log first. Past the deadline, attempts are abandoned: the log
   * keeps their segments and the next start looks what became of them. Resolves when nothing runs any more.
   */
  stop(options: { deadlineMs: number }): Promise<void>;
}

/** Starts delivering. Segments found by the log at start-up are compared with the store first. */
export async function startDelivery(options: DeliveryOptions): Promise<Delivery> {
  const limits = { ...defaults, ...options.limits };
  const { log } = options;
  const counts = deliveryMetrics(options.metrics);
  const deadLetters = await openDeadLetters({
    folder: options.deadLetterDir,
    sizeBytesMax: limits.deadLetterBytesMax,
    log,
    onRemoved: (rows) => counts.deadLettersRemoved.add(rows),
  });
  const abandon = new AbortController();
  const state = { lagRows: 0 };
  const listeners = new Set<(segment: SealedSegment) => void>();
  const running = runLanes({
    ...lanes(options, { limits, counts, deadLetters, stop: abandon.signal }),
    wal: options.wal,
    log,
    abandon: abandon.signal,
    onTaken: (segment) => {
      state.lagRows += segment.rows;
    },
    onTrimmed: (segment) => {
      state.lagRows -= segment.rows;
      counts.batches.add();
      counts.rows.add(segment.rows);
      counts.bytes.add(segment.sizeBytes);
      for (const listener of listeners) listener(segment);
    },
  }).catch((error: unknown) => {
    log.error({ err: error }, 'the delivery stopped: restart groundcrew, the log keeps the rows');
    options.onStopped?.(error);
  });

  const delivery: Delivery = {
    deadLetters,
    get lagRows() {
      return state.lagRows;
    },
    get lagSeconds() {
      const oldestNs = options.wal.oldestUndeliveredNs;
      if (oldestNs === undefined) return 0;
      return Math.max(0, Number(options.clock.nowNs() - oldestNs) / 1e9);
    },
    onDelivered(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async stop({ deadlineMs }) {
      const timer = setTimeout(() => abandon.abort(), deadlineMs);
      await running;
      clearTimeout(timer);
    },
  };
  deliveryGauges(options.metrics, delivery);
  return delivery;
}

interface Parts {
  limits: DeliveryLimits;
  counts: DeliveryMetrics;
  deadLetters: DeadLetters;
  stop: AbortSignal;
}

/** What the lanes do with segments, over the store. */
function lanes(options: DeliveryOptions, { limits, counts, deadLetters, stop }: Parts) {
  const { store, log, clock, attributes, requestIdPattern } = options;
  const writer = openLogWriter({
    store,
    schema: () => attributes.schema,
    requestIdPattern,
  });
  const persistContext: PersistContext = {
    isUp: () => store.isUp,
    waitUntilUp: (signal) => store.waitUntilUp(signal),
    fence: options.engine ? embeddedFence(options.engine) : remoteFence(store),
    log,
    random: Math.random,
    timeoutMs: limits.timeoutMs,
    pauseMsMax: limits.pauseMsMax,
    onFailure: (target, { kind }) => counts.failures.add(1, { target, kind }),
  };
  const quarantine = {
    probe: openProbe({ writer, store, clock, stop, timeoutMs: limits.timeoutMs }),
    deadLetters,
    clock,
    log,
    budgetMs: limits.poisonMs,
    onDeadLetters: (rows: number) => counts.deadLetters.add(rows),
  };
  const reloadSchema = () => attributes.reload(stop);
  const common = { writer, persistContext };
  const rows = { ...common, deadLetters, quarantine, metrics: counts, log, reloadSchema };
  return {
    beforeRows: (next: SealedSegment) =>
      attributes.apply(stop, {
        rows: next.rows,
        withSample: (rowsMax, read, signal) =>
          withSampleRows(store, { segment: next, requestIdPattern, rowsMax }, read, signal),
      }),
    async deliverRows(segment: SealedSegment) {
      // A segment may hold nothing but records of runs.
      if (segment.rows === 0) return true;
      const isStored = await deliverRows(segment, rows, stop);
      if (isStored) attributes.noteDelivered(segment);
      return isStored;
    },
    deliverRollUps: async (segments: readonly SealedSegment[]) =>
      (await deliverRunRecords(segments, common, stop)) &&
      (await deliverRollUps(
        segments.filter(({ rows }) => rows > 0),
        common,
        stop,
      )),
  };
}
