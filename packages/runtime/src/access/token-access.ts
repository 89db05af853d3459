// Access by the tokens of a TokenFile, followed while the server runs: a revoked token is refused within a second.
import { type Clock, systemClock } from '../clock.ts';
import { GroundcrewError } from '../errors.ts';
import type { Log } from '../log.ts';
import { type Access, allows, type Scope } from './access.ts';
import { matchesHash, type TokenEntry, tokenId } from './token.ts';
import type { TokenFile } from './token-file.ts';

/** How {@link openTokenAccess} decides. */
export interface TokenAccessOptions {
  file: TokenFile;
  log: Log;
  /** True when only this machine can connect: then a file without tokens means no login is needed. */
  isLoopback: boolean;
  /** How often the file is looked at, milliseconds. */
  checkIntervalMs?: number;
  clock?: Clock;
}

/** The checks on a file's tokens, until closed. */
export interface TokenAccess extends Access {
  /** True when everybody who can connect may do everything. */
  readonly isOpen: boolean;
  /** Looks at the file now: what was changed before the call counts when it resolves. */
  refresh(): Promise<void>;
  close(): void;
}

/**
 * Reads the tokens and keeps following the file. A revoked token still counts as one, so that revoking the last one
 * does not open the door. While the file cannot be read, every request is refused (503).
 * Throws `tokens-unreadable` when the file is damaged at the start.
 */
export async function openTokenAccess(options: TokenAccessOptions): Promise<TokenAccess> {
  const stamp = await options.file.stamp();
  const tokens = await options.file.read();
  return new FollowedTokens(options, tokens, stamp);
}

class FollowedTokens implements TokenAccess {
  readonly #options: TokenAccessOptions;
  readonly #clock: Clock;
  readonly #timer: NodeJS.Timeout;
  #tokens: ReadonlyMap<string, TokenEntry>;
  #stamp: string;
  #failure: GroundcrewError | undefined;
  #checking: Promise<void> | undefined;

  constructor(options: TokenAccessOptions, tokens: readonly TokenEntry[], stamp: string) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#tokens = byId(tokens);
    this.#stamp = stamp;
    this.#timer = setInterval(() => void this.#follow(), options.checkIntervalMs ?? 250);
    this.#timer.unref();
  }

  get isOpen(): boolean {
    return this.#options.isLoopback && this.#tokens.size === 0 && !this.#failure;
  }

  check(authorization: string | undefined, scope: Scope): { id: string } {
    if (this.#failure) throw this.#failure;
    if (this.isOpen) return { id: 'local' };
    const token = this.#find(authorization);
    if (!allows(token.scopes, scope)) {
      throw new GroundcrewError(
        'scope-missing',
        `cannot allow this: the token's scopes (${token.scopes.join(', ')}) do not include ${scope}`,
        { status: 403, hint: `make one with "groundcrew token create --scope ${scope}"` },
      );
    }
    return { id: token.id };
  }

  async refresh(): Promise<void> {
    // One that is under way may have looked before the change.
    await this.#checking;
    await this.#follow();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #find(authorization: string | undefined): TokenEntry {
    const text = /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
    if (text === undefined) {
      throw new GroundcrewError('token-missing', 'cannot allow this: a token is needed', {
        status: 401,
        hint: 'send "Authorization: Bearer gc_…"; "groundcrew token create" makes one',
      });
    }
    const token = this.#tokens.get(tokenId(text) ?? '');
    const isKnown = matchesHash(text, token?.hash ?? '0'.repeat(64));
    if (!token || !isKnown || token.revoked !== undefined || this.#isExpired(token)) {
      // One answer for all reasons: an attacker learns nothing from it.
      throw new GroundcrewError('token-unknown', 'cannot allow this: the token is not valid', {
        status: 401,
        hint: 'it may be revoked or expired; "groundcrew token list" shows them',
      });
    }
    return token;
  }

  #isExpired(token: TokenEntry): boolean {
    return (
      token.expires !== undefined &&
      BigInt(Date.parse(token.expires)) * 1_000_000n <= this.#clock.nowNs()
    );
  }

  #follow(): Promise<void> {
    this.#checking ??= this.#check().finally(() => {
      this.#checking = undefined;
    });
    return this.#checking;
  }

  async #check(): Promise<void> {
    try {
      const stamp = await this.#options.file.stamp();
      if (stamp === this.#stamp && !this.#failure) return;
      this.#tokens = byId(await this.#options.file.read());
      this.#stamp = stamp;
      this.#failure = undefined;
      this.#options.log.info({ tokens: this.#tokens.size }, 'tokens read');
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (!this.#failure) this.#options.log.error({ err: error }, 'tokens cannot be read');
    // Without path and cause: this one is sent to callers.
    this.#failure = new GroundcrewError(
      'tokens-unreadable',
      'cannot check the token: the file of tokens cannot be read',
      { status: 503, retryAfterSeconds: 5, hint: "see the server's own log" },
    );
  }
}

const byId = (tokens: readonly TokenEntry[]) => new Map(tokens.map((token) => [token.id, token]));
