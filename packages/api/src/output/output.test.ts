import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import { GroundcrewError, type Log, silentLog } from '@groundcrew/runtime';
import fc from 'fast-check';
import { problemOf } from '../problem.ts';
import { exportStream } from './export-stream.ts';
import { LinesInArray } from './json-lines.ts';
import { MappedLines } from './mapped-lines.ts';

/** The text in pieces of these sizes. */
function cut(whole: string, sizes: readonly number[]): Buffer[] {
  const bytes = Buffer.from(whole);
  const chunks: Buffer[] = [];
  for (let start = 0, turn = 0; start < bytes.length; turn++) {
    const size = Math.max(1, sizes[turn % Math.max(1, sizes.length)] ?? 7);
    chunks.push(Buffer.from(bytes.subarray(start, start + size)));
    start += size;
  }
  return chunks;
}

describe('lines as an array', () => {
  test('however the bytes are cut: valid JSON, the count, and the id of the last line', async () => {
    const id = fc.stringMatching(/^[0-9]{1,19}-[0-9]{1,20}-[0-9]{1,10}$/);
    const line = fc.record({ id, body: fc.string() }, { noNullPrototype: true });
    await fc.assert(
      fc.asyncProperty(
        fc.array(line),
        fc.array(fc.integer({ min: 1, max: 100 })),
        async (records, sizes) => {
          const whole = records.map((record) => `${JSON.stringify(record)}\n`).join('');
          const after = ({ count, lastId }: { count: number; lastId: string | undefined }) =>
            `],"count":${count},"last":${JSON.stringify(lastId ?? null)}}`;
          const stage = Readable.from(cut(whole, sizes)).pipe(new LinesInArray('{"logs":[', after));
          assert.deepEqual(JSON.parse(await text(stage)), {
            logs: records,
            count: records.length,
            last: records.at(-1)?.id ?? null,
          });
        },
      ),
    );
  });
});

test('lines are mapped however the bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ''))),
      fc.array(fc.integer({ min: 1, max: 100 })),
      fc.boolean(),
      async (lines, sizes, hasLastEnd) => {
        const whole = lines.map((line) => `${line}\n`).join('');
        const source = Readable.from(cut(hasLastEnd ? whole : whole.slice(0, -1), sizes));
        const mapped = source.pipe(new MappedLines((line) => `<${line}>`));
        // A line end alone that is cut off leaves nothing behind.
        const kept = hasLastEnd || lines.at(-1) !== '' ? lines : lines.slice(0, -1);
        assert.equal(await text(mapped), kept.map((line) => `<${line}>\n`).join(''));
      },
    ),
  );
});

test('a line that cannot be mapped ends the stream with its error', async () => {
  const mapped = Readable.from([Buffer.from('x\n')]).pipe(
    new MappedLines(() => {
      throw new Error('no such line');
    }),
  );
  await assert.rejects(text(mapped), /no such line/);
});

describe('an export', () => {
  async function* breaking() {
    yield Buffer.from('{"a":1}\n');
    throw new GroundcrewError('query-timeout', 'cannot finish the query', { status: 422 });
  }

  test('that breaks off says so in NDJSON and then fails; CSV just fails', async () => {
    for (const format of ['ndjson', 'csv'] as const) {
      const stream = exportStream('', Readable.from(breaking(), { objectMode: false }), format);
      let seen = '';
      stream.on('data', (chunk: Buffer) => (seen += chunk.toString()));
      const error = await new Promise<Error>((resolve) => stream.once('error', resolve));
      assert.match(error.message, /cannot finish/);
      const last = '\n{"error":{"code":"query-timeout","detail":"cannot finish the query"}}\n';
      assert.equal(seen, `{"a":1}\n${format === 'ndjson' ? last : ''}`);
    }
  });

  test('lets go of the store when its reader leaves', async () => {
    const source = Readable.from(breaking(), { objectMode: false });
    const stream = exportStream('head\n', source, 'csv');
    stream.once('data', () => stream.destroy());
    await new Promise(
      (resolve) =>
        source.once('close', resolve).on('error', () => {}) && stream.once('close', resolve),
    );
    assert.ok(stream.destroyed);
  });
});

describe('problems', () => {
  test('tell a caller what is meant for them', () => {
    const error = new GroundcrewError('bad-query', 'cannot read', {
      status: 400,
      hint: 'write',
      extra: { position: 3, status: 1, code: 'x' },
    });
    const { status, body } = problemOf(error, silentLog);
    assert.equal(status, 400);
    assert.deepEqual(JSON.parse(body), {
      position: 3,
      type: 'urn:groundcrew:problem:bad-query',
      title: 'Bad Request',
      status: 400,
      detail: 'cannot read',
      code: 'bad-query',
      hint: 'write',
    });
  });

  test('give nothing away of failures: an id, under which the log has them', () => {
    const logged: Record<string, unknown>[] = [];
    const log: Log = {
      ...silentLog,
      error: (fields) => void logged.push(fields as Record<string, unknown>),
    };
    const secret = new Error('SELECT * FROM x in /var/lib/groundcrew');
    for (const error of [secret, new GroundcrewError('inner', secret.message), 'text', undefined]) {
      const { status, body } = problemOf(error, log);
      assert.equal(status, 500);
      assert.doesNotMatch(body, /SELECT|var/);
      assert.equal((JSON.parse(body) as { id: string }).id, logged.at(-1)?.['id']);
    }
    assert.equal(logged[0]?.['err'], secret);
  });

  test('carry the headers of their status', () => {
    const busy = new GroundcrewError('store-busy', 'cannot', { status: 503, retryAfterSeconds: 5 });
    assert.equal(problemOf(busy, silentLog).headers['retry-after'], '5');
    const stranger = new GroundcrewError('token-missing', 'cannot', { status: 401 });
    assert.match(problemOf(stranger, silentLog).headers['www-authenticate'] ?? '', /^Bearer/);
  });
});
