// Server-sent events as bytes. https://html.spec.whatwg.org/multipage/server-sent-events.html

/** An event with a record: `json` is one line. */
export function logEvent(json: string): Buffer {
  return Buffer.from(`event: log\ndata: ${json}\n\n`);
}

/** Why a viewer was not shown lines: the server had no time to read them, or the viewer none to take them. */
export type SkipReason = 'overload' | 'slow-reader';

/** An event that owns up to lines not shown. */
export function skippedEvent(lines: number, reason: SkipReason): Buffer {
  return Buffer.from(`event: skipped\ndata: ${JSON.stringify({ lines, reason })}\n\n`);
}

/** A comment that keeps connections and proxies awake. */
export const heartbeat = Buffer.from(': still here\n\n');

/** What a stream starts with: how long a browser waits before it connects again, in milliseconds. */
export const greeting = Buffer.from('retry: 2000\n: following\n\n');
