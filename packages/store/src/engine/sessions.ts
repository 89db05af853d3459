// `session_id`: connections that outlive their request, with temporary tables and settings, until nobody has used them
// for a while.
import type { Connection } from './connection.ts';
import { exception } from './exception.ts';
import type { SessionRequest } from './request.ts';

interface Session {
  connection: Connection;
  isBusy: boolean;
  expiry: NodeJS.Timeout | undefined;
}

/** The sessions of one engine; at most `limit`, the one idle longest makes room. */
export class Sessions {
  readonly #open: () => Connection;
  readonly #limit: number;
  /** In the order of last use. */
  readonly #sessions = new Map<string, Session>();

  constructor(open: () => Connection, limit: number) {
    this.#open = open;
    this.#limit = limit;
  }

  /** Takes a session for one request. Throws SESSION_IS_LOCKED while another request has it. */
  take(request: SessionRequest): { connection: Connection; release: () => void } {
    const session = this.#sessions.get(request.id) ?? this.#create(request);
    if (session.isBusy)
      throw exception('SESSION_IS_LOCKED', 'Session is locked by a concurrent client');
    clearTimeout(session.expiry);
    session.isBusy = true;
    this.#sessions.delete(request.id);
    this.#sessions.set(request.id, session);
    const release = () => {
      session.isBusy = false;
      const drop = () => this.#drop(request.id, session);
      session.expiry = setTimeout(drop, 1000 * request.timeoutSeconds).unref();
    };
    return { connection: session.connection, release };
  }

  /** Closes all that no request has. */
  close(): void {
    for (const [id, session] of this.#sessions) if (!session.isBusy) this.#drop(id, session);
  }

  #create(request: SessionRequest): Session {
    if (request.check) throw exception('SESSION_NOT_FOUND', 'Session not found');
    if (this.#sessions.size >= this.#limit) {
      const idle = [...this.#sessions].find(([, session]) => !session.isBusy);
      if (!idle) throw exception('TOO_MANY_SIMULTANEOUS_QUERIES', 'Too many sessions');
      this.#drop(...idle);
    }
    const session = { connection: this.#open(), isBusy: false, expiry: undefined };
    this.#sessions.set(request.id, session);
    return session;
  }

  #drop(id: string, session: Session): void {
    clearTimeout(session.expiry);
    this.#sessions.delete(id);
    session.connection.close();
  }
}
