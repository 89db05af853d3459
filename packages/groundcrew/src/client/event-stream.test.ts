import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEvents } from './event-stream.ts';
import { readLines } from './lines.ts';

async function* cut(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += size)
    yield bytes.subarray(start, start + size);
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const stream =
  'retry: 2000\n: comment\n\nevent: log\ndata: {"body":"ä"}\n\r\nid: 7\r\ndata: a\r\ndata:b\r\n\r\n: x\n\ndata\n\nevent: unfinished\ndata: z\n';

test('events are the same wherever the stream is cut', async () => {
  for (let size = 1; size <= stream.length; size++) {
    const events = await collect(readEvents(cut(stream, size)));
    assert.deepEqual(
      events,
      [
        { type: 'log', data: '{"body":"ä"}', id: '' },
        { type: 'message', data: 'a\nb', id: '7' },
        { type: 'message', data: '', id: '7' },
      ],
      `cut every ${size} bytes`,
    );
  }
});

test('lines are the same wherever the stream is cut', async () => {
  for (let size = 1; size < 12; size++) {
    assert.deepEqual(await collect(readLines(cut('ä\n\nb\nc', size))), ['ä', 'b', 'c']);
  }
});
