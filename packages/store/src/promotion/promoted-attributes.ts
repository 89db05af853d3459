// Keeps the table's promoted attributes: reads them, decides from time to time which attributes get a column, and
// adds it. All of that happens when the delivery says so, between two inserts.
import type { Clock, Log } from '@groundcrew/runtime';
import type { LogSchema } from '../log-columns.ts';
import { render, sql, type SqlPart, value } from '../sql.ts';
import type { Store } from '../client.ts';
import { batchList } from '../delivery/log-batch.ts';
import { reasonOf } from '../delivery/failure.ts';
import { addColumn, isPromotable, promotedBy } from './attribute-column.ts';
import {
  choosePromotions,
  type PromotionLimits,
  promotionLimits,
  type Sample,
  type SampledAttribute,
} from './choose.ts';

export interface PromotedAttributes {
  /** The table's columns as they are now; a new object after each change. */
  readonly schema: LogSchema;
  /** Says that a query uses an attribute. */
  noteAsked(attribute: string): void;
  /** Says that a batch is in the store, for the next sample. */
  noteDelivered(segment: { batch: bigint; rows: number }): void;
  /**
   * Called between two inserts: looks at recent rows when it is time, and adds columns. The first large batch shall not
   * come into a table without: its own rows are looked at. Never throws.
   */
  apply(signal: AbortSignal, next?: NextBatch): Promise<void>;
  /** Reads the table's columns anew. Never throws. */
  reload(signal: AbortSignal): Promise<void>;
}

/** A batch that is not in the store yet. */
export interface NextBatch {
  rows: number;
  /** Calls `read` while a table, which is then removed, holds the `attributes` of the batch's first rows. */
  withSample<T>(
    rowsMax: number,
    read: (table: SqlPart) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T>;
}

export interface PromotedAttributesOptions {
  log: Log;
  clock: Clock;
  limits?: PromotionLimits;
  /** Between two samples. Default one minute. */
  sampleEveryMs?: number;
  /** Recent rows needed for a sample. Default 200. */
  sampleRowsMin?: number;
}

const sampleRowsMax = 20_000;
const recentBatchesMax = 256;
const askedNamesMax = 1_000;
const timeoutMs = 5_000;

/** Reads the promoted attributes from the store, which must be migrated. */
export async function openPromotedAttributes(
  store: Store,
  options: PromotedAttributesOptions,
): Promise<PromotedAttributes> {
  const { log, clock } = options;
  const limits = options.limits ?? promotionLimits;
  const recent: { batch: bigint; rows: number }[] = [];
  const asked = new Map<string, number>();
  let schema = await readSchema(store, AbortSignal.timeout(timeoutMs));
  let nextSampleMs = -Infinity;
  const rowsMin = options.sampleRowsMin ?? 200;

  const recentRows = () => recent.reduce((rows, each) => rows + each.rows, 0);

  function sampleRecent(signal: AbortSignal): Promise<Sample> {
    const batches = batchList(recent.map(({ batch }) => batch));
    const rows = sql`(SELECT attributes FROM groundcrew.logs WHERE batch IN ${batches}
      LIMIT ${value('UInt32', sampleRowsMax)})`;
    return read(rows, recentRows(), signal);
  }

  const sampleNext = (next: NextBatch, signal: AbortSignal) =>
    next.withSample(sampleRowsMax, (table) => read(table, next.rows, signal), signal);

  async function read(from: SqlPart, rows: number, signal: AbortSignal): Promise<Sample> {
    const attributes = await readSample(store, { from, asked: [...asked.keys()] }, signal);
    return { rows: Math.min(rows, sampleRowsMax), attributes };
  }

  async function promote(sample: Sample, signal: AbortSignal): Promise<void> {
    const chosen = choosePromotions(sample, asked, new Set(schema.promoted.keys()), limits);
    for (const kind of chosen) {
      await store.client().command({ query: render(addColumn(kind)).text, abort_signal: signal });
      log.info({ ...kind }, 'gave an attribute a column of its own');
    }
    if (chosen.length > 0) schema = await readSchema(store, signal);
  }

  return {
    get schema() {
      return schema;
    },
    noteAsked(attribute) {
      if (schema.promoted.has(attribute) || !isPromotable(attribute)) return;
      if (!asked.has(attribute) && asked.size >= askedNamesMax) asked.clear();
      asked.set(attribute, (asked.get(attribute) ?? 0) + 1);
    },
    noteDelivered({ batch, rows }) {
      recent.push({ batch, rows });
      const isEnough = () => recentRows() - (recent[0]?.rows ?? 0) >= sampleRowsMax;
      while (recent.length > recentBatchesMax || isEnough()) recent.shift();
    },
    async apply(signal, next) {
      const nowMs = clock.monotonicMs();
      const isEnough = recentRows() >= rowsMin;
      const isBare = schema.promoted.size === 0;
      const first = !isEnough && isBare && next && next.rows >= rowsMin ? next : undefined;
      if (nowMs < nextSampleMs || !(isEnough || first)) return;
      nextSampleMs = nowMs + (options.sampleEveryMs ?? 60_000);
      try {
        const bounded = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
        const sample = first ? sampleNext(first, bounded) : sampleRecent(bounded);
        await promote(await sample, bounded);
      } catch (error) {
        log.warn({ reason: reasonOf(error) }, 'cannot look at the rows for frequent attributes');
      }
    },
    async reload(signal) {
      try {
        schema = await readSchema(store, AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]));
      } catch (error) {
        log.warn({ reason: reasonOf(error) }, 'cannot read the columns of the table logs');
      }
    },
  };
}

async function readSchema(store: Store, signal: AbortSignal): Promise<LogSchema> {
  const rows = await select<{ name: string }>(
    store,
    sql`SELECT name FROM system.columns WHERE database = 'groundcrew' AND table = 'logs' ORDER BY position`,
    signal,
  );
  return { promoted: promotedBy(rows.map((row) => row.name)) };
}

/** The commonest attributes of these rows, and those asked for. */
function readSample(
  store: Store,
  { from, asked }: { from: SqlPart; asked: readonly string[] },
  signal: AbortSignal,
): Promise<SampledAttribute[]> {
  const query = sql`
    SELECT key AS attribute, toUInt32(count()) AS rows, toUInt32(uniq(content)) AS distinct,
      toUInt32(countIf(isNotNull(toFloat64OrNull(trim(BOTH '"' FROM content))))) AS numbers, avg(length(content)) AS lengthAverage
    FROM ${from}
    ARRAY JOIN mapKeys(attributes) AS key, mapValues(attributes) AS content
    GROUP BY key
    ORDER BY key IN ${value('Array(String)', asked)} DESC, rows DESC LIMIT 200`;
  return select(store, query, signal);
}

async function select<Row>(store: Store, part: SqlPart, signal: AbortSignal): Promise<Row[]> {
  const { text, parameters } = render(part);
  const result = await store.client().query({
    query: text,
    query_params: parameters,
    format: 'JSONEachRow',
    clickhouse_settings: { max_threads: 1, max_execution_time: 5 },
    abort_signal: signal,
  });
  return result.json<Row>();
}
