// Routes that ask the store a question about logs and pass its JSON texts on.
import type { Readable } from 'node:stream';
import { text as readText } from 'node:stream/consumers';
import { quote } from '@groundcrew/runtime';
import type { Sql } from '@groundcrew/store';
import type { Api } from '../api.ts';
import { LinesInArray, type LinesSummary } from '../output/json-lines.ts';
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
export function askLines(
  { api, signal }: SearchCall,
  sql: Sql,
  seconds?: number,
): Promise<StoreReply> {
  const lines: Sql = { ...sql, text: `${sql.text} FORMAT TSVRaw` };
  const settings = searchSettings(api, seconds);
  return askStore(api, { sql: lines, settings, judge: searchError }, signal);
}

/** The lines as a JSON document: `before`, the lines with commas between them, `after`. */
export async function jsonDocument(
  call: SearchCall,
  sql: Sql,
  before: string,
  after: (summary: LinesSummary) => string,
): Promise<Answer> {
  const reply = await askLines(call, sql);
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
function through(source: Readable, stage: LinesInArray): Readable {
  source.on('error', (error) => stage.destroy(error));
  stage.once('close', () => source.destroy());
  return source.pipe(stage);
}
