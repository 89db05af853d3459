// The one error class for operating errors: those a user can do something about. Programmer errors use `assert`.

/** Options beside the message of a {@link GroundcrewError}. */
export interface ErrorDetails {
  /** HTTP status when the error answers a request. */
  status?: number;
  /** What to do about it, one sentence. */
  hint?: string;
  /** Seconds after which a refused caller should try again (Retry-After). */
  retryAfterSeconds?: number;
  /** Further members of the problem document (RFC 9457), such as a position. */
  extra?: Record<string, unknown>;
  cause?: unknown;
}

/** An operating error: a stable code, a message in the form `cannot <verb> <thing>: <reason>`, and what to do. */
export class GroundcrewError extends Error {
  readonly code: string;
  readonly status: number;
  readonly hint: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly extra: Record<string, unknown> | undefined;

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'GroundcrewError';
    this.code = code;
    this.status = details.status ?? 500;
    this.hint = details.hint;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.extra = details.extra;
  }
}

/** Throws when a condition that only a bug can break does not hold. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`BUG: ${message}`);
}

/** Quotes an outside value for an error message: JSON, cut to `max` characters. */
export function quote(value: unknown, max = 80): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > max ? `${text.slice(0, max)}…` : text;
}
