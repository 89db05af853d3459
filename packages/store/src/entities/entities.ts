// Small mutable state by kind and key: saved views, later users, silences and the like. A change is on disk when it
// resolves; what is read is what the last change wrote.
import { type Clock, GroundcrewError } from '@groundcrew/runtime';
import type { Store } from '../client.ts';
import { insertSettings } from '../delivery/insert-settings.ts';

/** What is kept under a key. */
export interface Entity {
  readonly key: string;
  /** Nanoseconds since the epoch of the change, and more where changes came faster. */
  readonly version: bigint;
  readonly content: string;
}

/** Bounds of one kind. */
export interface EntityLimits {
  readonly keysMax: number;
  readonly contentBytesMax: number;
}

/** The entities of a store. Keys are at most 256 characters. */
export interface Entities {
  /** All of a kind, by key. */
  list(kind: string, signal?: AbortSignal): Promise<Entity[]>;
  /** Keeps this content under the key, in place of any other. Throws `too-many-entities`, `entity-too-large` (409, 413). */
  put(
    kind: string,
    entity: { key: string; content: string },
    limits: EntityLimits,
  ): Promise<Entity>;
  /** Forgets the key; false when there was none. */
  remove(kind: string, key: string): Promise<boolean>;
}

const timeoutMs = 10_000;

/** The entities; the store must be migrated when they are used. Changes of this process happen one after another. */
export function openEntities(store: Store, clock: Clock): Entities {
  let lastVersion = 0n;
  let turn: Promise<unknown> = Promise.resolve();

  /** Another process may have a clock that runs ahead: the version follows what is there. */
  const nextVersion = (known: bigint): bigint => {
    const nowNs = clock.nowNs();
    const newest = known > lastVersion ? known : lastVersion;
    lastVersion = nowNs > newest ? nowNs : newest + 1n;
    return lastVersion;
  };

  const inTurn = <Result>(change: () => Promise<Result>): Promise<Result> => {
    const result = turn.then(change);
    turn = result.catch(() => undefined);
    return result;
  };

  return {
    list: (kind, signal) => readEntities(store, kind, signal),
    put: (kind, { key, content }, limits) =>
      inTurn(async () => {
        const size = Buffer.byteLength(content);
        if (size > limits.contentBytesMax) throw tooLarge(limits.contentBytesMax);
        const known = await readEntities(store, kind);
        const existing = known.find((each) => each.key === key);
        if (!existing && known.length >= limits.keysMax) throw tooMany(kind, limits.keysMax);
        const version = nextVersion(newestOf(known));
        await insertEntity(store, { kind, key, version, content, isRemoved: false });
        return { key, version, content };
      }),
    remove: (kind, key) =>
      inTurn(async () => {
        const known = await readEntities(store, kind);
        if (!known.some((each) => each.key === key)) return false;
        const version = nextVersion(newestOf(known));
        await insertEntity(store, { kind, key, version, content: '', isRemoved: true });
        return true;
      }),
  };
}

const newestOf = (entities: readonly Entity[]) =>
  entities.reduce((newest, { version }) => (version > newest ? version : newest), 0n);

async function readEntities(store: Store, kind: string, signal?: AbortSignal): Promise<Entity[]> {
  const result = await store.client().query({
    query: `SELECT key, toString(max(version)) AS newest, argMax(content, version) AS text
      FROM groundcrew.entities WHERE kind = {kind:String}
      GROUP BY key HAVING argMax(is_removed, version) = 0 ORDER BY key`,
    query_params: { kind },
    format: 'JSONEachRow',
    clickhouse_settings: { max_execution_time: timeoutMs / 1000 },
    abort_signal: signalOf(signal),
  });
  const rows = await result.json<{ key: string; newest: string; text: string }>();
  return rows.map(({ key, newest, text }) => ({ key, version: BigInt(newest), content: text }));
}

interface Change {
  kind: string;
  key: string;
  version: bigint;
  content: string;
  isRemoved: boolean;
}

async function insertEntity(store: Store, change: Change): Promise<void> {
  const { kind, key, version, content, isRemoved } = change;
  await store.client().insert({
    table: 'groundcrew.entities',
    columns: ['kind', 'key', 'version', 'is_removed', 'content'],
    values: [{ kind, key, version: String(version), is_removed: isRemoved ? 1 : 0, content }],
    format: 'JSONEachRow',
    clickhouse_settings: insertSettings,
    abort_signal: signalOf(undefined),
  });
}

function signalOf(signal: AbortSignal | undefined): AbortSignal {
  const timeout = AbortSignal.timeout(timeoutMs);
  return signal ? AbortSignal.any([signal, timeout]) : timeout;
}

const tooLarge = (bytes: number) =>
  new GroundcrewError('entity-too-large', `cannot keep this: it is larger than ${bytes} bytes`, {
    status: 413,
  });

const tooMany = (kind: string, keys: number) =>
  new GroundcrewError(
    'too-many-entities',
    `cannot keep another ${kind}: there are ${keys} already`,
    { status: 409, hint: 'Delete some that are no longer used.' },
  );
