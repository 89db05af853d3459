// A server that asks for tokens, and one token of each kind.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnvironment, program, type Server, startServer } from '../harness/server.ts';

/** Kinds of tokens a caller may come with. */
export type TokenKind = 'ingest' | 'read' | 'admin' | 'expired' | 'revoked';

/** A server with tokens. */
export interface GuardedServer {
  readonly server: Server;
  readonly tokens: ReadonlyMap<TokenKind, string>;
}

/** Runs `groundcrew token …` on a data folder and returns what it printed. */
export function tokenCommand(data: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [program, 'token', ...args, '--data', data],
    { encoding: 'utf8', env: cleanEnvironment(), timeout: 60_000 },
  );
  if (status !== 0) throw new Error(`token ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** Makes the tokens with the command, then starts the server. */
export async function startGuarded(
  data: string,
  options: Parameters<typeof startServer>[1] = {},
): Promise<GuardedServer> {
  const tokens = new Map<TokenKind, string>();
  const make = (kind: TokenKind, scope: string) => {
    const text = /gc_[0-9a-f]{12}_[0-9a-f]{48}/.exec(
      tokenCommand(data, ['create', '--name', kind, '--scope', scope]),
    )?.[0];
    if (text === undefined) throw new Error('no token was printed');
    tokens.set(kind, text);
    return text;
  };
  make('ingest', 'ingest');
  make('read', 'read');
  make('admin', 'admin');
  const revoked = make('revoked', 'admin');
  tokenCommand(data, ['revoke', revoked.slice(3, 15)]);
  expire(data, make('expired', 'admin').slice(3, 15));
  return { server: await startServer(data, options), tokens };
}

/** As if its last day had been in the past: the command makes none for less than a day. */
function expire(data: string, id: string): void {
  const path = join(data, 'tokens.json');
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace(`"id": "${id}",`, `$& "expires": "2026-01-01T00:00:00.000Z",`));
}

/** The header a caller with this token sends. */
export const bearer = (token: string | undefined): Record<string, string> =>
  token === undefined ? {} : { authorization: `Bearer ${token}` };
