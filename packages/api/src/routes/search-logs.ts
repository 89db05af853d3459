// Routes that ask the store a question about logs and pass its JSON texts on.
import type { Readable, Transform } from 'node:stream';
import { text as readText } from 'node:stream/consumers';
import { recordOfRow } from '@groundcrew/query';
import { quote } from '@groundcrew/runtime';
import type { LogSchema, Sql } from '@groundcrew/store';
import type { Api } from '../api.ts';
import { LinesInArray, type LinesSummary } from '../output/json-lines.ts';
import { MappedLines } from '../output/mapped-lines.ts';
import type { Answer } from '../route.ts';
import { askStore, searchSettings, type StoreReply } from '../store/query-store.ts';
import { searchError } from '../store/store-errors.ts';

export const jsonType = 'application/json';
export const ndjsonType = 'application/x-ndjson';

/** What a search route needs of its call. */
export interface SearchCall {
  readonly api: Api;
  readonly signal: AbortSignal;
}

/** Asks for one text a row, to come as lines. */
export function askLines(call: SearchCall, sql: Sql, seconds?: number): Promise<StoreReply> {
  return ask(call, sql, 'TSVRaw', { seconds });
}

/** The same, but the answer begins when the store has all of it: what it cannot answer, it refuses as a whole. */
export function askWholeLines(call: SearchCall, sql: Sql, seconds: number): Promise<StoreReply> {
  return ask(call, sql, 'TSVRaw', { seconds, settings: { wait_end_of_query: 1 } });
}

/** Asks for rows of records, to come as lines of their JSON. */
export async function askRecords(call: SearchCall, sql: Sql, schema: LogSchema) {
  const reply = await ask(call, sql, 'JSONCompactEachRow');
  const toRecord = new MappedLines((row) => recordOfRow(row, schema));
  return { ...reply, stream: through(reply.stream, toRecord) };
}

interface AskOptions {
  seconds?: number | undefined;
  settings?: Record<string, number>;
}

function ask({ api, signal }: SearchCall, sql: Sql, format: string, options: AskOptions = {}) {
  const question: Sql = { ...sql, text: `${sql.text} FORMAT ${format}` };
  const settings = { ...searchSettings(api, options.seconds), ...options.settings };
  return askStore(api, { sql: question, settings, judge: searchError }, signal);
}

/** The answer to a question for texts as a JSON document. */
export async function jsonDocument(
  call: SearchCall,
  sql: Sql,
  before: string,
  after: (summary: LinesSummary) => string,
): Promise<Answer> {
  return documentOf(await askLines(call, sql), before, after);
}

/** Lines as a JSON document: `before`, the lines with commas between them, `after`. */
export function documentOf(
  reply: StoreReply,
  before: string,
  after: (summary: LinesSummary) => string,
): Answer {
  return {
    type: jsonType,
    headers: readRowsHeader(reply),
    body: through(reply.stream, new LinesInArray(before, after)),
  };
}

/** A small answer's lines with commas between them. */
export async function joinedLines(call: SearchCall, sql: Sql): Promise<string> {
  const { stream } = await askLines(call, sql);
  const document = through(stream, new LinesInArray('', () => ''));
  return readText(document);
}

/** A small answer's lines. */
export async function readLines(call: SearchCall, sql: Sql): Promise<string[]> {
  const { stream } = await askLines(call, sql);
  return (await readText(stream)).split('\n').filter((line) => line !== '');
}

/** The one number a question asks for. An answer that ended early must never pass for one. */
export async function readNumber(call: SearchCall, sql: Sql): Promise<number> {
  const text = await joinedLines(call, sql);
  if (!/^\d+$/.test(text)) throw new Error(`the store answered ${quote(text)} to a count`);
  return Number(text);
}

/** How many rows were read, when the store says so. */
export function readRowsHeader({ readRows }: StoreReply): Record<string, string> {
  return readRows === undefined ? {} : { 'x-groundcrew-read-rows': readRows };
}

/** Reads `source` through `stage`; an error or a reader's leaving reaches both. */
function through(source: Readable, stage: Transform): Readable {
  source.on('error', (error) => stage.destroy(error));
  stage.once('close', () => source.destroy());
  return source.pipe(stage);
}
