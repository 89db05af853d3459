// Runs one request from its statement to the last byte of its answer.
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { Admission } from './admission.ts';
import type { Connection, QueryReport } from './connection.ts';
import { engineException, exception } from './exception.ts';
import { contentType } from './formats.ts';
import { translateKill } from './kill-query.ts';
import { quotedName, stringLiteral } from './literal.ts';
import type { OutputPipes } from './output-pipes.ts';
import { formatName, type QueryRequest, readRequest } from './request.ts';
import { ResponseBody, responseEncoding } from './response-body.ts';
import type { RunningQueries, RunningQuery } from './running-queries.ts';
import { SessionSettings } from './session-settings.ts';
import type { Sessions } from './sessions.ts';
import { preparation, readonlyLevel } from './settings.ts';
import type { Spool } from './spool.ts';
import { type PreparedStatement, prepareStatement } from './statement-source.ts';

/** What all requests of one engine share. */
export interface QueryContext {
  open: () => Connection;
  sessions: Sessions;
  reads: Admission;
  writes: Admission;
  kills: Admission;
  running: RunningQueries;
  pipes: OutputPipes;
  spool: Spool;
  /** The most memory one query may use, unless it asks for another bound. */
  queryMemoryBytes: number;
  fileRoots: readonly string[];
}

/** One request under way. */
interface Exchange {
  context: QueryContext;
  request: IncomingMessage;
  response: ServerResponse;
  query: QueryRequest;
  /** Aborted when the caller has gone. */
  signal: AbortSignal;
}

/** Answers a query, or throws what is to be answered instead; after the first byte of an answer it throws no more. */
export async function handleQuery(
  context: QueryContext,
  request: IncomingMessage,
  response: ServerResponse,
  search: URLSearchParams,
): Promise<void> {
  const query = readRequest(request, search);
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort(new Error('the caller has gone'));
  });
  const queryId = query.queryId ?? randomUUID();
  response.setHeader('X-ClickHouse-Query-Id', encodeURI(queryId));
  const exchange = { context, request, response, query, signal: controller.signal };
  const statement = await prepareStatement(request, query, { ...context, signal: exchange.signal });
  try {
    const leave = await placesFor(context, statement).enter(exchange.signal);
    try {
      await runTracked(exchange, statement, queryId);
    } finally {
      leave();
    }
  } finally {
    await statement.body?.remove();
  }
}

/** Inserts do not wait behind reads, and what ends a query does not wait behind any. */
function placesFor(context: QueryContext, statement: PreparedStatement): Admission {
  if (statement.kind === 'insert') return context.writes;
  return statement.kind === 'kill' ? context.kills : context.reads;
}

/** Runs the statement under its query id, and kills it when the caller goes. */
async function runTracked(
  exchange: Exchange,
  statement: PreparedStatement,
  queryId: string,
): Promise<void> {
  const { running } = exchange.context;
  const { query: entry, remove } = running.add(queryId);
  const kill = () => void running.kill(entry);
  exchange.signal.addEventListener('abort', kill, { once: true });
  try {
    await withConnection(exchange, statement, entry);
  } finally {
    exchange.signal.removeEventListener('abort', kill);
    remove();
  }
}

async function withConnection(
  exchange: Exchange,
  statement: PreparedStatement,
  entry: RunningQuery,
): Promise<void> {
  const { context, query, request } = exchange;
  const { queryMemoryBytes } = context;
  const level = readonlyLevel(query, request.method);
  if (!query.session) {
    const connection = context.open();
    try {
      await prepare(
        connection,
        query,
        preparation(query, { tag: entry.tag, readonly: level, queryMemoryBytes }),
      );
      await run(exchange, statement, connection);
    } finally {
      connection.close();
    }
    return;
  }
  if (level === '1') throw exception('NOT_IMPLEMENTED', 'readonly=1 together with session_id');
  // Set in the session itself, readonly could never be taken back.
  if (level === '2' && statement.kind !== 'select' && statement.kind !== 'other') {
    throw exception('READONLY', 'Cannot execute query in readonly mode');
  }
  const { connection, release } = context.sessions.take(query.session);
  try {
    const settings = await SessionSettings.save(connection, [...query.settings.keys()]);
    try {
      await prepare(
        connection,
        query,
        preparation(query, { tag: entry.tag, readonly: '0', queryMemoryBytes }),
      );
      await run(exchange, statement, connection);
    } finally {
      await settings.restore();
    }
  } finally {
    release();
  }
}

async function prepare(connection: Connection, query: QueryRequest, settings: string) {
  if (query.database !== undefined) await connection.query(`USE ${quotedName(query.database)}`);
  for (const role of query.roles) await connection.query(`SET ROLE ${quotedName(role)}`);
  await connection.query(settings);
}

async function run(
  exchange: Exchange,
  statement: PreparedStatement,
  connection: Connection,
): Promise<void> {
  exchange.signal.throwIfAborted();
  const format = formatName(
    statement.format?.name ?? exchange.query.defaultFormat ?? 'TabSeparated',
  );
  exchange.response.setHeader('X-ClickHouse-Format', format);
  exchange.response.setHeader('Content-Type', contentType(format));
  switch (statement.kind) {
    case 'insert':
      return answer(exchange, await connection.insert(statement.sql));
    case 'select':
      return exchange.query.waitEndOfQuery
        ? selectThroughFile(exchange, statement, format, connection)
        : selectThroughPipe(exchange, statement, format, connection);
    case 'kill':
      return answer(
        exchange,
        await runKill(exchange.context.running, statement, format, connection),
      );
    case 'other':
      return answer(exchange, await connection.query(statement.sql, format));
  }
}

/** Answers with a result that is there as a whole. */
async function answer(exchange: Exchange, report: QueryReport): Promise<void> {
  sendSummary(exchange.response, report);
  await sendWhole(exchange, [report.bytes]);
}

async function runKill(
  running: RunningQueries,
  statement: PreparedStatement,
  format: string,
  connection: Connection,
): Promise<QueryReport> {
  const kill = translateKill(statement.sql, await running.engineIds());
  const report = await connection.query(kill.sql, format);
  if (kill.isSync) {
    const named = running.all.filter((query) => kill.queryIds.includes(query.queryId));
    await Promise.all(named.map((query) => query.settled));
  }
  return report;
}

/** The statement with its result going to a file or a pipe. */
function intoOutfile(statement: PreparedStatement, path: string, format: string): string {
  const { sql } = statement;
  const target = `\nINTO OUTFILE ${stringLiteral(path)} APPEND COMPRESSION 'none'\n`;
  if (!statement.format) return `${sql}${target}FORMAT ${format}`;
  return sql.slice(0, statement.format.start) + target + sql.slice(statement.format.start);
}

/** So much of an answer is held back: an error before it is full becomes a plain error answer. */
const heldBytes = 64 * 1024;

async function selectThroughPipe(
  exchange: Exchange,
  statement: PreparedStatement,
  format: string,
  connection: Connection,
): Promise<void> {
  const pipe = exchange.context.pipes.take();
  const result = settle(connection.query(intoOutfile(statement, pipe.path, format)));
  void result.then(() => pipe.finish());
  // When the caller goes, the engine may hang in a write to the full pipe: empty it until the query is dead.
  try {
    await forward(exchange, pipe.readable, result);
  } finally {
    pipe.readable.on('data', () => {}).resume();
    await result;
    pipe.release();
  }
}

async function selectThroughFile(
  exchange: Exchange,
  statement: PreparedStatement,
  format: string,
  connection: Connection,
): Promise<void> {
  const path = exchange.context.spool.newPath();
  try {
    const report = await connection.query(intoOutfile(statement, path, format));
    await forward(exchange, createReadStream(path), Promise.resolve({ report }));
  } finally {
    await rm(path, { force: true });
  }
}

/** A finished query: what it reported, or why it failed. */
interface Outcome {
  report?: QueryReport;
  error?: unknown;
}

const settle = (query: Promise<QueryReport>): Promise<Outcome> =>
  query.then(
    (report) => ({ report }),
    (error: unknown) => ({ error }),
  );

/** Sends what the engine writes, from the first byte on once there is much of it. */
async function forward(exchange: Exchange, source: Readable, result: Promise<Outcome>) {
  const { request, response, query, signal } = exchange;
  const iterator: AsyncIterator<Buffer> = source.iterator({ destroyOnReturn: false });
  const held: Buffer[] = [];
  let size = 0;
  let step = await iterator.next();
  while (!step.done && size < heldBytes) {
    held.push(step.value);
    size += step.value.length;
    step = await iterator.next();
  }
  if (step.done) {
    const { report, error } = await result;
    if (!report) throw error;
    sendSummary(response, report);
    return sendWhole(exchange, held);
  }
  signal.throwIfAborted();
  const body = new ResponseBody(response, responseEncoding(request, query.settings));
  try {
    for (const chunk of held) await body.write(chunk, signal);
    for (; !step.done; step = await iterator.next()) await body.write(step.value, signal);
    const { error } = await result;
    if (error !== undefined) body.fail(engineException(error).message);
    else body.end();
  } catch (error) {
    // Nobody listens any more, or the pipe broke: there is no answer left to give.
    response.destroy();
    if (!signal.aborted) throw error;
  } finally {
    // Lets go of the source, so that it can be emptied.
    await iterator.return?.();
  }
}

async function sendWhole(exchange: Exchange, chunks: readonly Uint8Array[]): Promise<void> {
  const { request, response, query, signal } = exchange;
  const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const encoding = size > 0 ? responseEncoding(request, query.settings) : undefined;
  if (encoding === undefined) {
    response.setHeader('Content-Length', size);
    response.writeHead(200);
    response.end(Buffer.concat(chunks));
    return;
  }
  const body = new ResponseBody(response, encoding);
  for (const chunk of chunks) await body.write(chunk, signal);
  body.end();
}

/** `X-ClickHouse-Summary`. The binding does not tell how many rows a query read from tables: those are 0. */
function sendSummary(response: ServerResponse, report: QueryReport): void {
  const summary = {
    read_rows: String(report.writtenRows),
    read_bytes: String(report.writtenBytes),
    written_rows: String(report.writtenRows),
    written_bytes: String(report.writtenBytes),
    total_rows_to_read: '0',
    result_rows: String(report.resultRows || report.writtenRows),
    result_bytes: String(report.resultBytes || report.writtenBytes),
    elapsed_ns: String(Math.round(report.elapsedSeconds * 1e9)),
  };
  response.setHeader('X-ClickHouse-Summary', JSON.stringify(summary));
}
