// Whether the server answers and lets us in, as one small store.
import { useSyncExternalStore } from 'react';

/** What stands between the page and the server. */
export type ConnectionState = 'connected' | 'away' | 'needs-token';

const listeners = new Set<() => void>();
const recovered = new Set<() => void>();
let state: ConnectionState = 'connected';
let timer: ReturnType<typeof setTimeout> | undefined;
const retryMs = 1500;

function enter(next: ConnectionState): void {
  if (state === next) return;
  const wasGone = state !== 'connected';
  state = next;
  for (const listener of listeners) listener();
  if (next === 'away') schedule();
  if (next === 'connected' && wasGone) for (const listener of recovered) listener();
}

function schedule(): void {
  clearTimeout(timer);
  timer = setTimeout(() => void connection.probe(), retryMs);
}

/** Told by requests how they went. */
export const connection = {
  lost: () => enter('away'),
  found(): void {
    if (state === 'away') enter('connected');
  },
  needsToken: () => enter('needs-token'),
  authorised: () => enter('connected'),
  /** Asks whether the server is back. */
  async probe(): Promise<void> {
    clearTimeout(timer);
    try {
      const { ok } = await fetch('/healthz', { cache: 'no-store' });
      if (ok) connection.found();
      else schedule();
    } catch {
      schedule();
    }
  },
  /** Called when the server is back or has let us in. */
  onRecovery(listener: () => void): () => void {
    recovered.add(listener);
    return () => void recovered.delete(listener);
  },
};

/** The state, kept current. */
export function useConnection(): ConnectionState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    () => state,
  );
}
