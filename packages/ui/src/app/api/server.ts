// The questions about the server itself, typed.
import { requestJson } from './client.ts';

/** What one receiver took since the start. */
export interface ReceiverStatus {
  readonly name: string;
  readonly requests: number;
  readonly lines: number;
  readonly bytes: number;
  readonly cut_lines: number;
  readonly refused: Readonly<Record<string, number>>;
  readonly last_seen_at?: string;
  readonly lines_per_second: number;
  readonly bytes_per_second: number;
}

export interface TableStatus {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
  readonly uncompressed_bytes: number;
}

/** How the server does. What the store would tell is absent while it is away. */
export interface ServerStatus {
  readonly version: string;
  readonly started_at: string;
  readonly uptime_seconds: number;
  readonly problems: readonly { check: string; reason: string }[];
  readonly receivers: readonly ReceiverStatus[];
  readonly log: {
    readonly size_bytes: number;
    readonly size_bytes_max: number;
    readonly segments: number;
    readonly lag_rows: number;
    readonly lag_seconds: number;
  };
  readonly dead_letters: { readonly rows: number; readonly size_bytes: number };
  readonly disk?: { readonly free_bytes: number; readonly total_bytes: number };
  readonly store: {
    readonly is_up: boolean;
    readonly is_embedded: boolean;
    readonly version?: string;
    readonly tables?: readonly TableStatus[];
    readonly promoted_attributes: readonly string[];
    readonly growth?: {
      readonly bytes_per_day: number;
      readonly observed_days: number;
      readonly days_left?: number;
    };
  };
  readonly engine?: { readonly restarts: number; readonly memory_bytes?: number };
  readonly gateway: { readonly memory_bytes: number };
  readonly retention: { readonly logs_days?: number };
}

/** A token as the list shows it. */
export interface Token {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly created_at: string;
  readonly expires_at?: string;
  readonly revoked_at?: string;
}

export const scopes = ['ingest', 'read', 'admin'] as const;
export type Scope = (typeof scopes)[number];

/** What a new token should be. */
export interface NewToken {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expires_in_days?: number;
}

/** A line the store refused. */
export interface DeadLetter {
  readonly time: string;
  readonly batch: string;
  readonly row?: number;
  readonly rows?: number;
  readonly reason: string;
  readonly line?: string;
  readonly line_base64?: string;
}

export const readStatus = (signal: AbortSignal) =>
  requestJson<ServerStatus>('/api/status', { signal });

export async function readTokens(signal: AbortSignal): Promise<readonly Token[]> {
  const { tokens } = await requestJson<{ tokens: Token[] }>('/api/tokens', { signal });
  return tokens;
}

/** Makes a token; its text is in the answer and nowhere else. */
export const createToken = (wanted: NewToken) =>
  requestJson<Token & { token: string }>('/api/tokens', {
    method: 'POST',
    body: JSON.stringify(wanted),
  });

export const revokeToken = (id: string) =>
  requestJson<Token>(`/api/tokens/${encodeURIComponent(id)}`, { method: 'DELETE' });

export async function readDeadLetters(limit: number, signal: AbortSignal) {
  const answer = await requestJson<{ dead_letters: DeadLetter[] }>('/api/dead-letters', {
    parameters: { limit },
    signal,
  });
  return answer.dead_letters;
}

/** Rows and bytes of one value of a field. */
export interface Volume {
  readonly value?: unknown;
  readonly is_rest?: true;
  readonly rows: number;
  readonly bytes: number;
}

/** Who wrote how much in the last day, the largest first. */
export async function readDayVolume(by: string, signal: AbortSignal): Promise<readonly Volume[]> {
  const { values } = await requestJson<{ values: Volume[] }>('/api/logs/volume', {
    parameters: { start: '-24h', by, limit: 8 },
    signal,
  });
  return values;
}
