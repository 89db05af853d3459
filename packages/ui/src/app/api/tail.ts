// The live tail over fetch, since an EventSource cannot carry a token.
import { request } from './client.ts';
import { parseExactly } from './exact-json.ts';
import type { LogRecord } from './logs.ts';

/** What the live tail tells. */
export interface TailEvents {
  opened(): void;
  record(record: LogRecord): void;
  /** Lines that were not shown, and why. */
  skipped(lines: number, reason: string): void;
}

/** Follows until the signal aborts or the stream ends; throws when the server refuses or is away. */
export async function followLogs(
  query: string,
  events: TailEvents,
  signal: AbortSignal,
): Promise<void> {
  const answer = await request('/api/logs/tail', {
    parameters: { query },
    accept: 'text/event-stream',
    signal,
  });
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) return;
  events.opened();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    rest += value;
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) readEvent(block, events);
  }
}

function readEvent(block: string, events: TailEvents): void {
  let name = '';
  let data = '';
  for (const line of block.split('\n')) {
    if (line.startsWith('event: ')) name = line.slice(7);
    else if (line.startsWith('data: ')) data += line.slice(6);
  }
  if (name === 'log') events.record(parseExactly(data) as LogRecord);
  else if (name === 'skipped') {
    const { lines, reason } = JSON.parse(data) as { lines: number; reason: string };
    events.skipped(lines, reason);
  }
}
