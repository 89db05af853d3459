// Clients that send numbered events and write down, outside the server, what was acknowledged.

const eventsPerSecond = 2000;

/** What one client knows of its events. */
interface Account {
  acknowledged: Set<string>;
  /** Sent, but the answer never came: may be stored once or not at all. */
  unknown: Set<string>;
}

/** The verdict over all clients. */
export interface Verdict {
  acknowledged: number;
  unknown: number;
  stored: number;
  lost: string[];
  doubled: string[];
  /** Stored, but never sent. */
  foreign: string[];
}

/**
 * Sends batches of events, 2,000 events a second in all, to `url()` from `clients` clients until `stop()`.
 * Even clients name each batch with an Idempotency-Key and send it again until it is acknowledged; odd ones have no
 * key and never repeat a batch whose fate they don't know.
 */
export function startLedger(url: () => string, clients = 8, linesPerBatch = 20) {
  const account: Account = { acknowledged: new Set(), unknown: new Set() };
  const run = Math.random().toString(36).slice(2, 8);
  let isStopped = false;
  let refused = 0;

  const sendBatch = async (client: number, first: number): Promise<void> => {
    const ids = Array.from(
      { length: linesPerBatch },
      (_, index) => `${run}c${client}n${first + index}`,
    );
    const body = ids.map((id) => JSON.stringify({ message: `event ${id}`, id, client })).join('\n');
    const isKeyed = client % 2 === 0;
    const headers: Record<string, string> = isKeyed
      ? { 'idempotency-key': `${run}-${client}-${first}` }
      : {};
    for (;;) {
      const outcome = await fetch(`${url()}/ingest`, { method: 'POST', body, headers }).then(
        async (answer) => (answer.ok ? (await answer.text(), 'kept') : 'refused'),
        (error: unknown) => (isRefusedConnection(error) ? 'refused' : 'unknown'),
      );
      if (outcome === 'kept') {
        for (const id of ids) account.acknowledged.add(id);
        return;
      }
      if (outcome === 'unknown' && !isKeyed) {
        for (const id of ids) account.unknown.add(id);
        return;
      }
      if (outcome === 'refused') refused += 1;
      if (isStopped) {
        if (outcome === 'unknown') for (const id of ids) account.unknown.add(id);
        return;
      }
      await new Promise((wake) => setTimeout(wake, 20));
    }
  };

  const runClient = async (client: number): Promise<void> => {
    for (let next = 0; !isStopped; next += linesPerBatch) {
      const pace = new Promise((wake) =>
        setTimeout(wake, (1000 * clients * linesPerBatch) / eventsPerSecond),
      );
      await Promise.all([sendBatch(client, next), pace]);
    }
  };
  const running = Promise.all(Array.from({ length: clients }, (_, client) => runClient(client)));

  return {
    get acknowledged() {
      return account.acknowledged.size;
    },
    /** Requests answered with an error, or whose connection was refused. */
    get refused() {
      return refused;
    },
    async stop(): Promise<void> {
      isStopped = true;
      await running;
    },
    /** Compares with the ids the store holds. */
    judge(storedIds: readonly string[]): Verdict {
      const seen = new Set<string>();
      const doubled: string[] = [];
      const foreign: string[] = [];
      for (const id of storedIds) {
        if (seen.has(id)) doubled.push(id);
        seen.add(id);
        if (!account.acknowledged.has(id) && !account.unknown.has(id)) foreign.push(id);
      }
      const lost = [...account.acknowledged].filter((id) => !seen.has(id));
      return {
        acknowledged: account.acknowledged.size,
        unknown: account.unknown.size,
        stored: storedIds.length,
        lost,
        doubled,
        foreign,
      };
    },
  };
}

/** True when the connection was never made, so that nothing can have been stored. */
function isRefusedConnection(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
}
