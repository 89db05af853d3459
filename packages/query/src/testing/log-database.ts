// A store in this process for tests: the engine on a folder of its own, with the tables of migration 1.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogRecord } from '@groundcrew/model';
import type { LogSchema, ParameterValue, Sql } from '@groundcrew/store';
import { Session } from 'chdb';
import { recordOfRow } from '../record-rows.ts';

/** A record with its place. */
export interface PlacedRecord {
  record: LogRecord;
  batch: bigint;
  row: number;
}

export interface LogDatabase {
  /** Runs a builder's statement and returns the text of the answer. */
  run(sql: Sql, format?: string): string;
  /** The answer's lines, each one JSON text. */
  lines(sql: Sql): unknown[];
  /** The records of a page, as the API gives them. */
  records(sql: Sql, schema: LogSchema): unknown[];
  query(text: string): string;
  /** Inserts records and their roll-up. */
  insert(records: readonly PlacedRecord[], schema?: LogSchema): void;
  close(): void;
}

/** Opens an empty database. Promoted attributes get their columns, as the delivery adds them. */
export function openLogDatabase(promoted: readonly string[] = []): LogDatabase {
  const path = mkdtempSync(join(tmpdir(), 'groundcrew-query-'));
  const session = new Session(path);
  const query = (text: string, format = 'TSVRaw') => session.query(text, format);
  for (const statement of tables) query(statement);
  for (const attribute of promoted) {
    const tail = `${attribute.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
    query(
      `ALTER TABLE groundcrew.logs ADD COLUMN \`attr.${tail} String DEFAULT attributes[${literal(attribute)}],
        ADD COLUMN \`number.${tail} Float64 MATERIALIZED ifNull(toFloat64OrNull(trim(BOTH '"' FROM \`attr.${tail})), nan)`,
    );
  }
  const run = (sql: Sql, format?: string) => {
    for (const [key, value] of Object.entries(sql.parameters)) {
      query(`SET param_${key} = ${literal(parameterText(value))}`);
    }
    return query(sql.text, format);
  };
  const lines = (sql: Sql, format?: string) =>
    run(sql, format)
      .split('\n')
      .filter((line) => line !== '');
  return {
    run,
    lines: (sql) => lines(sql).map((line): unknown => JSON.parse(line)),
    records: (sql, schema) =>
      lines(sql, 'JSONCompactEachRow').map((row): unknown => JSON.parse(recordOfRow(row, schema))),
    query,
    insert: (records, schema) => insertRecords(query, records, schema),
    close() {
      session.close();
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** A parameter as it travels in a URL: escaped text, and quoted strings inside arrays. */
function parameterText(value: ParameterValue): string {
  if (typeof value === 'string') return escape(value);
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  const items = value.map((item) =>
    typeof item === 'string' ? `'${escape(item)}'` : String(item),
  );
  return `[${items.join(',')}]`;
}

const escapes: Record<string, string> = {
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  "'": "\\'",
  '\\': '\\\\',
};

const escape = (text: string) =>
  text.replaceAll(/[\t\n\r'\\]/g, (character) => escapes[character] ?? character);

/** A string literal in SQL, for the tests' own statements only. */
export function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\0', '\\0')}'`;
}

function insertRecords(
  query: (text: string) => string,
  records: readonly PlacedRecord[],
  schema: LogSchema | undefined,
): void {
  const rows = records.map((placed) => JSON.stringify(toRow(placed, schema)));
  query(`INSERT INTO groundcrew.logs FORMAT JSONEachRow\n${rows.join('\n')}`);
  const batches = [...new Set(records.map(({ batch }) => batch))].join(', ');
  query(
    `INSERT INTO groundcrew.logs_per_minute SELECT toStartOfMinute(time), service, severity_number, count(), sum(length(body)), batch FROM groundcrew.logs WHERE batch IN (${batches}) GROUP BY 1, 2, 3, 6`,
  );
}

function toRow({ record, batch, row }: PlacedRecord, schema: LogSchema | undefined): object {
  const own = [...record.attributes].filter(([attribute]) => !schema?.promoted.has(attribute));
  const promoted = [...record.attributes].flatMap(([attribute, json]) => {
    const column = schema?.promoted.get(attribute)?.column;
    return column === undefined ? [] : [[column, json] as const];
  });
  return {
    time: decimalSeconds(record.timeNs),
    observed_time: decimalSeconds(record.observedTimeNs),
    severity_number: record.severityNumber,
    severity_text: record.severityText,
    service: record.service,
    host: record.host,
    instance: record.instance,
    body: record.body,
    request_id: record.requestId,
    trace_id: record.traceId,
    span_id: record.spanId,
    run_id: record.runId,
    release: record.release,
    batch: String(batch),
    row,
    attributes: Object.fromEntries(own),
    ...Object.fromEntries(promoted),
  };
}

const decimalSeconds = (timeNs: bigint) =>
  `${timeNs / 1_000_000_000n}.${String(timeNs % 1_000_000_000n).padStart(9, '0')}`;

const tables = [
  'CREATE DATABASE groundcrew',
  `CREATE TABLE groundcrew.logs (
    time DateTime64(9, 'UTC'), observed_time DateTime64(9, 'UTC'), severity_number UInt8,
    severity_text LowCardinality(String), service LowCardinality(String), host LowCardinality(String),
    instance LowCardinality(String), release LowCardinality(String), run_id LowCardinality(String), body String,
    request_id String, trace_id String, span_id String, batch UInt64, row UInt32,
    attributes Map(LowCardinality(String), String),
    INDEX body_words lowerUTF8(body) TYPE text(tokenizer = 'splitByNonAlpha'),
    INDEX request_ids request_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX batches batch TYPE minmax GRANULARITY 1
  ) ENGINE = MergeTree PARTITION BY toDate(time) ORDER BY (service, time) SETTINGS index_granularity = 64`,
  `CREATE TABLE groundcrew.logs_per_minute (
    minute DateTime('UTC'), service LowCardinality(String), severity_number UInt8, rows UInt64, bytes UInt64, batch UInt64
  ) ENGINE = MergeTree PARTITION BY toDate(minute) ORDER BY (minute, service, severity_number)`,
];
