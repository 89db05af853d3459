// The text of a token and its hash. A token has 192 random bits, so a plain fast hash is enough: there is nothing to
// guess (ASVS 5.0 11.4.2 asks for slow hashes of passwords only).
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Scope } from './access.ts';

/** What the file keeps of a token. Times are RFC 3339. */
export interface TokenEntry {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** SHA-256 of the token's text, hex. */
  readonly hash: string;
  readonly created: string;
  readonly expires?: string | undefined;
  readonly revoked?: string | undefined;
}

/** A new token: its text, shown once, and its id. */
export function newToken(): { id: string; text: string } {
  const id = randomBytes(6).toString('hex');
  return { id, text: `gc_${id}_${randomBytes(24).toString('hex')}` };
}

/** SHA-256 of a token's text, hex. */
export function hashToken(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The id within a token's text, or undefined for text in another form. */
export function tokenId(text: string): string | undefined {
  return /^gc_([0-9a-f]{12})_[0-9a-f]{48}$/.exec(text)?.[1];
}

/** Compares a token's text with a stored hash in constant time. */
export function matchesHash(text: string, hash: string): boolean {
  const expected = Buffer.from(hash, 'hex');
  const actual = Buffer.from(hashToken(text), 'hex');
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
