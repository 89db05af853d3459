// Who may speak to the engine: the one user with the password the gateway made up.
import { timingSafeEqual, createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { exception } from './exception.ts';
import { header } from './request.ts';

/** Name and password of the engine's only user. */
export interface Credentials {
  username: string;
  password: string;
}

/** Throws AUTHENTICATION_FAILED unless the request has the right name and password, in any of ClickHouse's places. */
export function authenticate(
  request: IncomingMessage,
  search: URLSearchParams,
  expected: Credentials,
): void {
  const given = credentialsOf(request, search);
  // Both are always compared, so that the time taken tells nothing.
  const nameFits = isEqual(given.username, expected.username);
  const passwordFits = isEqual(given.password, expected.password);
  if (nameFits && passwordFits) return;
  throw exception(
    'AUTHENTICATION_FAILED',
    'Authentication failed: password is incorrect, or there is no user with such name',
  );
}

function credentialsOf(request: IncomingMessage, search: URLSearchParams): Credentials {
  const user = header(request, 'x-clickhouse-user');
  const key = header(request, 'x-clickhouse-key');
  if (user !== undefined || key !== undefined) {
    return { username: user ?? 'default', password: key ?? '' };
  }
  const authorization = header(request, 'authorization');
  if (authorization !== undefined) return basicCredentials(authorization);
  return {
    username: search.get('user') || 'default',
    password: search.get('password') ?? '',
  };
}

function basicCredentials(authorization: string): Credentials {
  const [, encoded] = /^Basic +([A-Za-z0-9+/=_-]+)$/i.exec(authorization) ?? [];
  const text = Buffer.from(encoded ?? '', 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return { username: text.slice(0, Math.max(colon, 0)), password: text.slice(colon + 1) };
}

/** Compares in a time that depends on neither text: over hashes, which also have one length. */
function isEqual(left: string, right: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(left), hash(right));
}
