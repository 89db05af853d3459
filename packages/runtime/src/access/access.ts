// Who may do what: scopes, and the question every front door asks.

/** What a token allows. `admin` includes the others; `ingest` and `read` do not include each other. */
export type Scope = 'ingest' | 'read' | 'admin';

/** All scopes, for validation and help. */
export const scopes: readonly Scope[] = ['ingest', 'read', 'admin'];

/** Decides on requests. Called for every request, so it answers from memory. */
export interface Access {
  /**
   * Checks an `Authorization` header against a scope and returns who is asking (a token's id, or `local`).
   * Throws GroundcrewError: 401 `token-missing` or `token-unknown`, 403 `scope-missing`, 503 `tokens-unreadable`.
   */
  check(authorization: string | undefined, scope: Scope): { id: string };
}

/** True when a token with these scopes may do what needs `scope`. */
export function allows(granted: readonly Scope[], scope: Scope): boolean {
  return granted.includes('admin') || granted.includes(scope);
}
