// `<data>/tokens.json`: the tokens' hashes. Commands write it, a running server only reads it. It is a file and not a
// table so that access is decided while the store is away.
import { chmod, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type Clock, systemClock } from '../clock.ts';
import { GroundcrewError, quote } from '../errors.ts';
import { type FolderLock, lockFolder } from '../folder-lock.ts';
import { syncPath } from '../sync-path.ts';
import { type Scope, scopes } from './access.ts';
import { hashToken, newToken, type TokenEntry } from './token.ts';

const entrySchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{12}$/),
  name: z.string().max(200),
  scopes: z.array(z.enum(scopes)).min(1),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  created: z.iso.datetime(),
  expires: z.iso.datetime().optional(),
  revoked: z.iso.datetime().optional(),
});
const fileSchema = z.strictObject({ version: z.literal(1), tokens: z.array(entrySchema) });

/** More than this is a script gone wrong; the oldest revoked ones make room first. */
const tokensMax = 1_000;
const sizeBytesMax = 1024 * 1024;
const lockWaitMs = 5_000;

/** What a new token should be. */
export interface NewToken {
  name: string;
  scopes: readonly Scope[];
  expires?: Date | undefined;
}

/** The file of tokens in a data folder. */
export class TokenFile {
  readonly path: string;
  readonly #folder: string;
  readonly #clock: Clock;

  constructor(folder: string, clock: Clock = systemClock) {
    this.#folder = folder;
    this.#clock = clock;
    this.path = join(folder, 'tokens.json');
  }

  /** All tokens, revoked ones too; none when the file does not exist. Throws `tokens-unreadable`. */
  async read(): Promise<readonly TokenEntry[]> {
    const text = await readIfThere(this.path);
    if (text === undefined) return [];
    try {
      return fileSchema.parse(JSON.parse(text)).tokens;
    } catch (error) {
      throw unreadable(this.path, 'it is damaged', error);
    }
  }

  /** Makes a token. Its text is returned here and never again. Throws `tokens-full`. */
  async create(wanted: NewToken): Promise<{ text: string; entry: TokenEntry }> {
    return this.#change((tokens) => {
      const { id, text } = newToken();
      const entry: TokenEntry = {
        id,
        name: wanted.name,
        scopes: [...wanted.scopes],
        hash: hashToken(text),
        created: this.#now(),
        ...(wanted.expires && { expires: wanted.expires.toISOString() }),
      };
      return { tokens: [...withRoom(tokens), entry], result: { text, entry } };
    });
  }

  /** Revokes a token by its id. Throws `token-not-found`. */
  async revoke(id: string): Promise<TokenEntry> {
    return this.#change((tokens) => {
      const found = tokens.find((token) => token.id === id);
      if (!found) {
        throw new GroundcrewError(
          'token-not-found',
          `cannot revoke token ${quote(id)}: there is none`,
          {
            status: 404,
            hint: '"groundcrew token list" shows the ids',
          },
        );
      }
      const entry = { ...found, revoked: found.revoked ?? this.#now() };
      return { tokens: tokens.map((token) => (token === found ? entry : token)), result: entry };
    });
  }

  /** Identifies the file's present content cheaply; a changed file has another stamp. */
  async stamp(): Promise<string> {
    try {
      const { ino, mtimeNs, size } = await stat(this.path, { bigint: true });
      return `${ino}-${mtimeNs}-${size}`;
    } catch (error) {
      if (isNotFound(error)) return 'none';
      throw error;
    }
  }

  #now(): string {
    return new Date(Number(this.#clock.nowNs() / 1_000_000n)).toISOString();
  }

  async #change<T>(
    change: (tokens: readonly TokenEntry[]) => { tokens: readonly TokenEntry[]; result: T },
  ): Promise<T> {
    const lock = await this.#lock();
    try {
      const { tokens, result } = change(await this.read());
      await this.#write(`${JSON.stringify({ version: 1, tokens }, null, 2)}\n`);
      return result;
    } finally {
      await lock.release();
    }
  }

  /** Another command holds the lock for milliseconds only. */
  async #lock(): Promise<FolderLock> {
    const deadline = performance.now() + lockWaitMs;
    for (;;) {
      try {
        return await lockFolder(this.#folder, 'tokens');
      } catch (error) {
        const isBusy = error instanceof GroundcrewError && error.code === 'folder-locked';
        if (!isBusy || performance.now() > deadline) throw error;
        await sleep(20);
      }
    }
  }

  /** A reader sees the old file or the new one, also after a power failure. */
  async #write(text: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const temporary = `${this.path}.new`;
    await rm(temporary, { force: true });
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await chmod(temporary, 0o600);
    await rename(temporary, this.path);
    await syncPath(dirname(this.path));
  }
}

function withRoom(tokens: readonly TokenEntry[]): readonly TokenEntry[] {
  if (tokens.length < tokensMax) return tokens;
  const oldestRevoked = tokens.find((token) => token.revoked !== undefined);
  if (!oldestRevoked) {
    throw new GroundcrewError(
      'tokens-full',
      `cannot make a token: there are ${tokensMax} already`,
      {
        status: 409,
        hint: 'revoke tokens that are no longer used',
      },
    );
  }
  return tokens.filter((token) => token !== oldestRevoked);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    const { size } = await stat(path);
    if (size > sizeBytesMax) throw unreadable(path, 'it is larger than 1 MiB');
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isNotFound(error)) return undefined;
    if (error instanceof GroundcrewError) throw error;
    throw unreadable(path, 'the file cannot be opened', error);
  }
}

const isNotFound = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

function unreadable(path: string, reason: string, cause?: unknown): GroundcrewError {
  return new GroundcrewError('tokens-unreadable', `cannot read ${quote(path, 200)}: ${reason}`, {
    status: 503,
    retryAfterSeconds: 5,
    hint: 'restore the file, or remove it and make new tokens',
    cause,
  });
}
