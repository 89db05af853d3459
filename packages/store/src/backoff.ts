// Waiting times between attempts: exponential, bounded, with full jitter above half.

export interface BackoffOptions {
  firstMs: number;
  maxMs: number;
  /** In [0, 1). */
  random: () => number;
}

/** The wait before attempt `attempt + 1`, counted from 0, in milliseconds. */
export function backoffMs(attempt: number, options: BackoffOptions): number {
  const full = Math.min(options.maxMs, options.firstMs * 2 ** Math.min(attempt, 30));
  return full / 2 + (full / 2) * options.random();
}

/** Resolves after the time, or at once when the signal aborts; never rejects. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
