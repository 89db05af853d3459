// What the address of a request says about all its lines: `?service=checkout&host=web-1`.
import type { LineDefaults } from '@groundcrew/model';

/** Longest value kept, in characters. */
const VALUE_LENGTH_MAX = 256;

/** Distinct query strings remembered. A client sends the same one with every request. */
const REMEMBERED_MAX = 512;

/** Longest query string remembered; longer ones are read each time. */
const REMEMBERED_LENGTH_MAX = 2048;

/** Defaults in the two forms that are needed. */
export interface RequestDefaults {
  /** By the names they have in an entry's meta. */
  readonly fields: Readonly<Record<string, string>>;
  /** The same as JSON, "" for none. */
  readonly meta: string;
  /** For the live tail. */
  readonly line: Omit<LineDefaults, 'receivedNs'>;
}

/** For requests that say nothing about their lines. */
export const noDefaults: RequestDefaults = { fields: {}, meta: '', line: {} };

/** Reads query strings, and remembers the last ones. */
export class DefaultsReader {
  readonly #remembered = new Map<string, RequestDefaults>();

  /** The defaults in a query string (without its question mark). Parameters with other names are left alone. */
  read(query: string): RequestDefaults {
    if (query === '') return noDefaults;
    const known = this.#remembered.get(query);
    if (known) return known;
    const defaults = parse(query);
    if (this.#remembered.size >= REMEMBERED_MAX) this.#remembered.clear();
    if (query.length <= REMEMBERED_LENGTH_MAX) this.#remembered.set(query, defaults);
    return defaults;
  }
}

function parse(query: string): RequestDefaults {
  const parameters = new URLSearchParams(query);
  const fields: Record<string, string> = {};
  for (const name of ['service', 'host', 'instance', 'release', 'run_id']) {
    const value = clean(parameters.get(name) ?? '');
    if (value !== '') fields[name] = value;
  }
  if (Object.keys(fields).length === 0) return noDefaults;
  const { run_id: runId, ...rest } = fields;
  const line = runId === undefined ? rest : { ...rest, runId };
  return { fields, meta: JSON.stringify(fields), line };
}

/** Without control characters and half surrogate pairs, cut to a bounded length. */
function clean(value: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what it removes
  const text = value.slice(0, VALUE_LENGTH_MAX).replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, '');
  return text.toWellFormed().trim();
}
