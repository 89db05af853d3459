import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import { GroundcrewError } from '@groundcrew/runtime';
import fc from 'fast-check';
import { ExceptionInStream } from './exception-in-stream.ts';
import { Slots } from './slots.ts';
import { parseException, searchError, sqlError, withoutPaths } from './store-errors.ts';

const never = new AbortController().signal;

describe('slots', () => {
  test('are given in order, once each, and pass from hand to hand', async () => {
    const slots = new Slots({ running: 1, waiting: 2, waitMs: 60_000 });
    const order: number[] = [];
    const first = await slots.take(never);
    const second = slots.take(never).then((give) => (order.push(2), give));
    const third = slots.take(never).then((give) => (order.push(3), give));
    await assert.rejects(slots.take(never), { code: 'too-many-queries', status: 503 });
    first();
    first();
    (await second)();
    (await third)();
    assert.deepEqual(order, [2, 3]);
    assert.deepEqual([...slots.counts().values()], [0, 0]);
  });

  test('who leaves the queue is forgotten; who waits too long is refused', async () => {
    const slots = new Slots({ running: 1, waiting: 5, waitMs: 1 });
    const give = await slots.take(never);
    const leaving = new AbortController();
    const patient = new Slots({ running: 0, waiting: 5, waitMs: 60_000 });
    const left = patient.take(leaving.signal);
    leaving.abort(new Error('left'));
    await assert.rejects(left, { message: 'left' });
    assert.deepEqual([...patient.counts().values()], [0, 0]);
    await assert.rejects(slots.take(never), { code: 'too-many-queries' });
    give();
    (await slots.take(never))();
    await assert.rejects(slots.take(leaving.signal), { message: 'left' });
  });
});

describe('an exception within an answer', () => {
  const body = (message: string) =>
    `a\tb\nc\r\n__exception__\r\nTAG\r\n${message}\n${message.length + 1} TAG\r\n__exception__\r\n`;
  const read = (chunks: readonly Buffer[]) =>
    text(Readable.from(chunks).pipe(new ExceptionInStream('TAG', (error) => error)));

  test('is found wherever the bytes are cut, and what stood before it is passed on', async () => {
    const bytes = Buffer.from(
      body('Code: 395. DB::Exception: boom. (FUNCTION_THROW_IF_VALUE_IS_NON_ZERO)'),
    );
    for (let cut = 0; cut <= bytes.length; cut++) {
      const stream = Readable.from(
        [bytes.subarray(0, cut), bytes.subarray(cut)].filter((part) => part.length > 0),
      );
      const outlet = stream.pipe(new ExceptionInStream('TAG', (error) => error));
      let seen = '';
      outlet.on('data', (chunk: Buffer) => (seen += chunk.toString()));
      const error = await new Promise<Error & { code?: string }>((resolve) =>
        outlet.once('error', resolve),
      );
      assert.equal(error.code, '395');
      assert.equal(seen, 'a\tb\nc');
    }
  });

  test('any other bytes pass unchanged, markers of other tags included', async () => {
    const piece = fc.constantFrom(
      '\r\n',
      '__exception__',
      '\r\n__exception__\r\n',
      'OTHER\r\n',
      'TA',
      'x',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece), async (pieces) => {
        const whole = pieces.join('');
        fc.pre(!whole.includes('\r\n__exception__\r\nTAG\r\n'));
        assert.equal(await read(pieces.map((part) => Buffer.from(part))), whole);
      }),
    );
  });

  test('tells more than the cut connection that follows it', async () => {
    const outlet = new ExceptionInStream('TAG', (error) => error);
    outlet.resume();
    outlet.write(body('Code: 241. DB::Exception: too much. (MEMORY_LIMIT_EXCEEDED)'));
    const failed = new Promise<Error & { code?: string }>((resolve) =>
      outlet.once('error', resolve),
    );
    outlet.fail(new Error('socket hang up'));
    assert.equal((await failed).code, '241');
  });
});

describe('errors of the store', () => {
  const thrown = (code: number, message = 'words') =>
    Object.assign(new Error(message), { code: String(code), type: 'NAME' });
  const codeOf = (error: unknown) =>
    error instanceof GroundcrewError ? `${error.status} ${error.code}` : 'passed on';

  test('of our own queries', () => {
    assert.equal(codeOf(searchError(thrown(159))), '422 query-timeout');
    assert.equal(codeOf(searchError(thrown(241))), '422 query-too-large');
    assert.equal(
      codeOf(searchError(thrown(241, '(total) memory limit exceeded'))),
      '503 store-busy',
    );
    assert.equal(codeOf(searchError(thrown(202))), '503 store-busy');
    assert.equal(codeOf(searchError(thrown(60))), '503 store-unavailable');
    assert.equal(codeOf(searchError(thrown(427))), '400 bad-query');
    assert.equal(codeOf(searchError(thrown(62))), 'passed on');
    assert.equal(
      codeOf(searchError(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }))),
      '503 store-unavailable',
    );
    assert.equal(codeOf(searchError(new TypeError('a bug'))), 'passed on');
  });

  test("of a user's SQL: its words, without paths and versions", () => {
    const error = sqlError(
      new Error(
        'Query failed: Code: 107. DB::Exception: Cannot open /var/lib/x/y.csv: no. (FILE_DOESNT_EXIST) (version 26.7.2.1)',
      ),
    );
    assert.ok(error instanceof GroundcrewError);
    assert.equal(codeOf(error), '400 sql-failed');
    assert.equal(error.message, 'cannot run the SQL: Cannot open …: no.');
    assert.deepEqual(error.extra, { clickhouse_code: 107, clickhouse_name: 'FILE_DOESNT_EXIST' });
    assert.equal(parseException('no exception'), undefined);
    assert.equal(withoutPaths('x\u001b[31m /a/b Stack trace: 0. main'), 'x [31m …');
  });
});
