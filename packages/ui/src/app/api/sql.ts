// Questions in SQL, and what there is to ask about.
import { ApiError, request, requestJson } from './client.ts';
import { parseExactly } from './exact-json.ts';
import { JsonCompactReader } from './json-compact.ts';

/** A column of an answer or of a table, with ClickHouse's name of its type. */
export interface SqlColumn {
  readonly name: string;
  readonly type: string;
}

export type SqlRow = readonly unknown[];

/** What the store says about an answer, at its end. */
export interface SqlStatistics {
  readonly elapsed: number;
  readonly rows_read: number;
  readonly bytes_read: number;
}

/** An answer as far as it has come. */
export interface SqlAnswer {
  readonly columns: readonly SqlColumn[];
  readonly rows: readonly SqlRow[];
  readonly statistics?: SqlStatistics;
  /** There are more rows than a screen takes. */
  readonly isCut: boolean;
}

/** What a screen takes of an answer; the rest is left in the store. */
export const shownRowsMax = 10_000;
const shownCharactersMax = 48_000_000;
const tellMs = 100;

/** What the server allows a query; past it an answer breaks off. */
export const sqlLimits = '30 s, 512 MiB of memory, 1,000,000 rows and 256 MiB of answer';

/** Asks, and tells what has come so far, often enough to watch. Returns the whole. */
export async function runSql(
  query: string,
  onProgress: (answer: SqlAnswer) => void,
  signal: AbortSignal,
): Promise<SqlAnswer> {
  const enough = new AbortController();
  const response = await askSql(query, 'JSONCompact', AbortSignal.any([signal, enough.signal]));
  const collected = new Collected();
  let toldAtMs = performance.now();
  try {
    for await (const piece of textOf(response)) {
      collected.push(piece);
      if (collected.isFull) break;
      if (performance.now() - toldAtMs < tellMs) continue;
      toldAtMs = performance.now();
      onProgress(collected.answer());
    }
  } catch (error) {
    signal.throwIfAborted();
    throw brokenOff(collected.answer().rows.length, error);
  } finally {
    // The store stops working on what nobody reads.
    enough.abort();
  }
  return collected.answer();
}

/** The answer to a question in a format, as it comes. */
export const askSql = (query: string, format: string, signal?: AbortSignal): Promise<Response> =>
  request('/api/sql', {
    method: 'POST',
    body: JSON.stringify({ query, format }),
    accept: '*/*',
    ...(signal ? { signal } : {}),
  });

/** The error of an answer without an end. */
export const brokenOff = (rows: number, cause: unknown): ApiError =>
  new ApiError(`The answer broke off after ${rows} rows.`, {
    code: 'broken-off',
    hint: `It may have reached a limit: ${sqlLimits}. Add a condition, group, or ask for fewer rows with LIMIT.`,
    details: String(cause),
  });

async function* textOf(response: Response): AsyncGenerator<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) return;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

class Collected {
  #columns: readonly SqlColumn[] = [];
  readonly #rows: SqlRow[] = [];
  #characters = 0;
  #statistics: SqlStatistics | undefined;
  #hasMore = false;
  readonly #reader = new JsonCompactReader({
    onMember: (name, text) => this.#member(name, text),
    onRow: (text) => this.#row(text),
  });

  get isFull(): boolean {
    return this.#hasMore;
  }

  push(piece: string): void {
    this.#characters += piece.length;
    if (this.#characters > shownCharactersMax) this.#hasMore = true;
    else this.#reader.push(piece);
  }

  answer(): SqlAnswer {
    return {
      columns: this.#columns,
      rows: this.#rows.slice(),
      isCut: this.#hasMore,
      ...(this.#statistics ? { statistics: this.#statistics } : {}),
    };
  }

  #member(name: string, text: string): void {
    // The format's own form: https://clickhouse.com/docs/interfaces/formats/JSONCompact
    if (name === 'meta') this.#columns = JSON.parse(text) as SqlColumn[];
    if (name === 'statistics') this.#statistics = JSON.parse(text) as SqlStatistics;
  }

  #row(text: string): void {
    if (this.#rows.length >= shownRowsMax) this.#hasMore = true;
    // As above: rows are arrays.
    else this.#rows.push(parseExactly(text) as SqlRow);
  }
}

/** The tables that may be asked, as the API documents them. */
export const sqlTables = ['logs', 'logs_per_minute'] as const;

/** A table with its columns, and the attributes that have columns of their own. */
export interface SqlTable {
  readonly name: string;
  readonly columns: readonly SqlColumn[];
  readonly attributes: readonly string[];
}

const ownColumn = 'attr.';

/** The tables with their columns. */
export const readTables = (signal: AbortSignal): Promise<SqlTable[]> =>
  Promise.all(
    sqlTables.map(async (name) => {
      const { data } = await requestJson<{ data: string[][] }>('/api/sql', {
        method: 'POST',
        body: JSON.stringify({ query: `DESCRIBE TABLE ${name}`, format: 'JSONCompact' }),
        signal,
      });
      const all = data.map(([column = '', type = '']) => ({ name: column, type }));
      return {
        name,
        columns: all.filter((column) => !column.name.startsWith(ownColumn)),
        attributes: all.flatMap((column) =>
          column.name.startsWith(ownColumn) ? [column.name.slice(ownColumn.length)] : [],
        ),
      };
    }),
  );
