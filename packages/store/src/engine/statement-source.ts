// Where a statement and its rows come from: the address, the body, both, or a file of this machine. What comes out is
// SQL for the engine.
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { exception } from './exception.ts';
import { stringLiteral } from './literal.ts';
import { plainPath, resolveLocalFile } from './local-file.ts';
import { decodedBody, readStart } from './request-body.ts';
import { addMultipart, header, type QueryRequest } from './request.ts';
import type { Spool, SpooledBody } from './spool.ts';
import { analyse, type DataInsert, type FormatClause, type Statement } from './statement.ts';

/** A statement ready to run. */
export interface PreparedStatement {
  kind: 'select' | 'insert' | 'kill' | 'other';
  sql: string;
  /** The statement's own, with its place in `sql`. */
  format: FormatClause | undefined;
  /** Rows on disk that `sql` names; to be removed when the query is over. */
  body: SpooledBody | undefined;
}

export interface SourceOptions {
  spool: Spool;
  fileRoots: readonly string[];
  signal: AbortSignal;
}

/** SQL is looked for in this much of a body; the rows of an INSERT may start anywhere in it. */
const headBytes = 1024 * 1024;
/** Longest statement, rows not counted. */
const maxQueryBytes = 4 * 1024 * 1024;

/** Reads the request's body as far as the statement needs it. */
export async function prepareStatement(
  request: IncomingMessage,
  query: QueryRequest,
  options: SourceOptions,
): Promise<PreparedStatement> {
  const stream = decodedBody(request);
  const multipart = header(request, 'content-type');
  if (multipart !== undefined && /^multipart\/form-data\b/i.test(multipart)) {
    addMultipart(query, await readAll(stream), multipart);
    return fromText(query.query);
  }
  const localFile = header(request, 'x-groundcrew-file');
  const inAddress = query.query === '' ? undefined : Buffer.from(query.query, 'utf8');
  if (inAddress) {
    const statement = analyse(inAddress.toString('latin1'));
    if (statement.kind === 'insert-data') {
      if (localFile !== undefined) return fromFile(inAddress, statement, localFile, options);
      // A line end stands between what the address holds and the body, so also between their rows.
      const hasRows = inAddress.length > statement.dataStart;
      const text = hasRows ? Buffer.concat([inAddress, Buffer.from('\n')]) : inAddress;
      return fromStream(text, statement, stream, options);
    }
  }
  const start = await readStart(stream, headBytes);
  const address = inAddress ?? Buffer.alloc(0);
  const parts = inAddress && start.head.length > 0 ? [address, Buffer.from('\n')] : [address];
  const head = Buffer.concat([...parts, start.head]);
  const text = head.toString('latin1');
  const statement = start.ended ? analyse(text) : insertIn(text);
  if (statement?.kind === 'insert-data') {
    if (localFile !== undefined) return fromFile(head, statement, localFile, options);
    const isShortValues =
      start.ended && statement.format === 'Values' && statement.inputs.length === 0;
    // Values may be expressions and parameters: ones that are all here stay in the statement.
    if (isShortValues && head.length > statement.dataStart) return plainInsert(head);
    return fromStream(head, statement, start.rest, options);
  }
  const rest = start.ended ? Buffer.alloc(0) : await readAll(start.rest, head.length);
  return fromText(Buffer.concat([head, rest]).toString('utf8'));
}

/** An INSERT with rows at the start of a longer text; undefined when the start is not enough to tell. */
function insertIn(text: string): DataInsert | undefined {
  try {
    const statement = analyse(text);
    return statement.kind === 'insert-data' ? statement : undefined;
  } catch {
    return undefined;
  }
}

function fromText(text: string): PreparedStatement {
  const bytes = Buffer.from(text, 'utf8');
  const statement = analyse(bytes.toString('latin1'));
  if (statement.kind === 'insert-data') return plainInsert(bytes);
  return plain(bytes, statement);
}

const plainInsert = (bytes: Buffer): PreparedStatement => ({
  kind: 'insert',
  sql: bytes.toString('utf8'),
  format: undefined,
  body: undefined,
});

function plain(bytes: Buffer, statement: Exclude<Statement, DataInsert>): PreparedStatement {
  const { kind, format, end } = statement;
  const sql = bytes.toString('utf8', 0, end);
  if (!format) return { kind, sql, format, body: undefined };
  const start = bytes.toString('utf8', 0, format.start).length;
  return { kind, sql, format: { name: format.name, start }, body: undefined };
}

async function fromStream(
  text: Buffer,
  statement: DataInsert,
  rest: Readable,
  options: SourceOptions,
): Promise<PreparedStatement> {
  const inline = text.subarray(statement.dataStart);
  const body = await options.spool.write(inline, rest, options.signal);
  return insertFrom(text, statement, body);
}

async function fromFile(
  text: Buffer,
  statement: DataInsert,
  path: string,
  options: SourceOptions,
): Promise<PreparedStatement> {
  const real = await resolveLocalFile(path, options.fileRoots);
  return insertFrom(text, statement, await plainPath(real, () => options.spool.newPath()));
}

/** Writes the file into the statement: instead of `input(…)`, or as `FROM INFILE`. */
function insertFrom(text: Buffer, statement: DataInsert, body: SpooledBody): PreparedStatement {
  const { format, inputs } = statement;
  const path = stringLiteral(body.path);
  let sql = '';
  let at = 0;
  const copy = (to: number) => {
    sql += text.toString('utf8', at, to);
    at = to;
  };
  for (const input of inputs) {
    copy(input.start);
    const structure = Buffer.from(input.structure, 'latin1').toString('utf8');
    sql += `file(${path}, ${format}, ${structure === '' ? "'auto'" : structure}, 'none')`;
    at = input.end;
  }
  if (inputs.length > 0) {
    copy(statement.end);
  } else {
    copy(statement.settingsStart ?? statement.end);
    sql += ` FROM INFILE ${path} COMPRESSION 'none' `;
    copy(statement.end);
    sql += ` FORMAT ${format}`;
  }
  return { kind: 'insert', sql, format: undefined, body };
}

/** A whole body in memory; it is a statement, so it has a bound. */
async function readAll(stream: Readable, before = 0): Promise<Buffer> {
  const start = await readStart(stream, maxQueryBytes - before + 1);
  if (start.head.length + before <= maxQueryBytes) return start.head;
  throw exception('QUERY_IS_TOO_LARGE', `Query is longer than ${maxQueryBytes} bytes`);
}
