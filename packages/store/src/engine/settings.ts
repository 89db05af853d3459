// A request's settings and parameters as one SET statement.
import { exception } from './exception.ts';
import { stringLiteral } from './literal.ts';
import type { QueryRequest } from './request.ts';

/**
 * The setting that marks a running query as ours, so that it can be found in `system.processes` and killed: the binding
 * lets nobody choose a query id. It filters server logs sent to native clients, of which there are none.
 */
export const tagSetting = 'send_logs_source_regexp';

/** What a request's connection gets beside what the request asks for. */
export interface PreparationOptions {
  tag: string;
  /** 0, 1 or 2. */
  readonly: string;
  /** Bound of one query's memory, unless the request sets another. */
  queryMemoryBytes: number;
}

/**
 * The statement that prepares a connection for a request. A parameter's value is in ClickHouse's escaped form and stays
 * so: the literal is only the wrapping. `readonly` holds for the statements after this one.
 */
export function preparation(request: QueryRequest, options: PreparationOptions): string {
  const assignments = [
    `${tagSetting} = ${stringLiteral(options.tag)}`,
    `max_memory_usage = ${options.queryMemoryBytes}`,
    // By default each thread after the first wants 1 GiB of free memory: with our bounds every query had one only.
    'max_threads_min_free_memory_per_thread = 0',
  ];
  for (const [name, text] of request.settings) {
    if (name === 'readonly') continue;
    if (name === tagSetting) throw exception('UNKNOWN_SETTING', `Setting ${name} is not supported`);
    assignments.push(`${name} = ${stringLiteral(text)}`);
  }
  for (const [name, text] of request.parameters) {
    assignments.push(`param_${name} = ${stringLiteral(text)}`);
  }
  if (options.readonly !== '0') assignments.push(`readonly = ${options.readonly}`);
  return `SET ${assignments.join(', ')}`;
}

/** The `readonly` of a request: as asked for, and at least 2 for methods that must not change anything. */
export function readonlyLevel(request: QueryRequest, method: string | undefined): string {
  const asked = request.settings.get('readonly') ?? '0';
  if (!/^[012]$/.test(asked)) throw exception('BAD_ARGUMENTS', 'readonly must be 0, 1 or 2');
  return asked === '0' && (method === 'GET' || method === 'HEAD') ? '2' : asked;
}
