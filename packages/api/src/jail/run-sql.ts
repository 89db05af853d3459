// Runs a user's SQL in the jail: our check, then the store's parser, then the store as a reader with bounds.
import { text as readText } from 'node:stream/consumers';
import type { Api } from '../api.ts';
import { askStore, type StoreReply } from '../store/query-store.ts';
import { sqlError } from '../store/store-errors.ts';
import { type SentText, withPosition } from './error-position.ts';
import { jailSql } from './jail.ts';
import { checkSyntaxTree } from './syntax-tree.ts';

/** Tables of the database `groundcrew` that hold telemetry. Others stay closed. */
export const openTables: ReadonlySet<string> = new Set(['logs', 'logs_per_minute']);

/** Throws `sql-refused`, `sql-failed` (400), and what {@link askStore} throws. */
export async function runSql(
  api: Api,
  { query, format }: { query: string; format: string },
  signal: AbortSignal,
): Promise<StoreReply> {
  const jailed = jailSql(query, openTables, api.schema().promoted);
  const { query: asked = jailed.text, queryPosition } = jailed;
  if (jailed.query !== undefined) {
    const place = { prefix: explain, query: asked, queryPosition };
    const tree = await placed(ask(api, explain + asked, 'TSVRaw', signal), place);
    checkSyntaxTree(await readText(tree.stream), {
      tables: openTables,
      subqueryNames: jailed.subqueryNames,
    });
  }
  const prefix = jailed.text.slice(0, jailed.text.length - asked.length);
  return placed(ask(api, jailed.text, format, signal), { prefix, query: asked, queryPosition });
}

const explain = 'EXPLAIN AST ';

/** The reply; its error says where in the SQL it is, when that can be told. */
async function placed(reply: Promise<StoreReply>, sent: SentText): Promise<StoreReply> {
  try {
    return await reply;
  } catch (error) {
    throw withPosition(error, sent);
  }
}

function ask(api: Api, text: string, format: string, signal: AbortSignal): Promise<StoreReply> {
  const settings = { ...jailSettings(api), default_format: format };
  return askStore(api, { sql: { text, parameters: {} }, settings, judge: sqlError }, signal);
}

/** `readonly` = 1: the statement can neither write nor change these. */
function jailSettings({ limits }: Api): Record<string, string | number> {
  return {
    readonly: 1,
    allow_ddl: 0,
    // Not a setting but a parameter of the request: where names without a database are looked up.
    database: 'groundcrew',
    allow_introspection_functions: 0,
    max_execution_time: limits.sqlSeconds,
    max_memory_usage: limits.queryMemoryBytes,
    max_rows_to_read: limits.queryReadRows,
    max_result_rows: limits.sqlResultRows,
    max_result_bytes: limits.sqlResultBytes,
    result_overflow_mode: 'throw',
    max_threads: limits.queryThreads,
    max_query_size: limits.sqlLength * 4,
    max_ast_depth: 500,
    max_ast_elements: 20_000,
    max_expanded_ast_elements: 100_000,
    max_subquery_depth: 30,
    max_temporary_columns: 1000,
    max_columns_to_read: 1000,
    max_parser_depth: 500,
  };
}
