import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import zlib from 'node:zlib';
import { GroundcrewError } from '@groundcrew/runtime';
import type { AppendResult } from '@groundcrew/wal';
import { openRawClient, openTestHost, until } from './testing/test-host.ts';

describe('POST /ingest', () => {
  it('keeps lines and says how many', async () => {
    await using host = await openTestHost();
    const answer = await host.send('{"a":1}\n{"a":2}\ntext\n');
    assert.deepEqual([answer.status, answer.json], [200, { accepted: 3 }]);
    assert.deepEqual(host.lines(), ['{"a":1}', '{"a":2}', 'text']);
    assert.equal(host.appended[0]?.rows, 3);
    assert.equal(host.metric('groundcrew_ingest_lines_total{receiver="ingest"}'), 3);
    assert.equal(host.metric('groundcrew_ingest_requests_total{receiver="ingest"}'), 1);
  });

  it('looks at the content, whatever Content-Type says', async () => {
    await using host = await openTestHost();
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'image/png', 'x']) {
      const answer = await host.send('[{"a":1},{"a":2}]', { headers: { 'content-type': type } });
      assert.deepEqual(answer.json, { accepted: 2 });
    }
  });

  it('accepts nothing happily', async () => {
    await using host = await openTestHost();
    for (const body of ['', '\n', '[]'])
      assert.deepEqual((await host.send(body)).json, { accepted: 0 });
    assert.equal(host.appended.length, 0);
  });

  it('takes each encoding, once', async () => {
    await using host = await openTestHost();
    const lines = '{"a":1}\n'.repeat(50_000);
    const noisy = Array.from(
      { length: 20_000 },
      (_, n) => `{"n":${(n * 2_654_435_761) % 1e9}}`,
    ).join('\n');
    for (const text of ['{"a":1}', lines, noisy]) {
      for (const [encoding, body] of [
        ['gzip', zlib.gzipSync(text)],
        ['deflate', zlib.deflateSync(text)],
        ['deflate', zlib.deflateRawSync(text)],
        ['zstd', zlib.zstdCompressSync(text)],
      ] as const) {
        const answer = await host.send(body, { headers: { 'content-encoding': encoding } });
        assert.deepEqual(answer.json, { accepted: text.trim().split('\n').length }, encoding);
      }
    }
    for (const encoding of ['br', 'gzip, gzip', 'snappy']) {
      const answer = await host.send('x', { headers: { 'content-encoding': encoding } });
      assert.equal(answer.status, 415);
      assert.equal(answer.json['code'], 'encoding-unsupported');
      assert.equal(answer.headers['accept-encoding'], 'gzip, deflate, zstd');
      assert.match(String(answer.json['hint']), /gzip, deflate, zstd/);
    }
    const broken = await host.send('not gzip', { headers: { 'content-encoding': 'gzip' } });
    assert.deepEqual([broken.status, broken.json['code']], [400, 'encoding-broken']);
    assert.equal(host.metric('groundcrew_ingest_in_flight_bytes'), 0);
  });

  it('hands on what holds for all lines, and the time', async () => {
    await using host = await openTestHost();
    const body = `{"a":1}\n${'x'.repeat(200_000)}\n`.repeat(12);
    await host.send(body, { path: '/ingest?service=shop&run_id=r1' });
    const entries = host.appended[0]?.entries ?? [];
    assert.equal(entries.length, 3);
    for (const entry of entries) {
      assert.equal(entry.meta, '{"service":"shop","run_id":"r1"}');
      assert.equal(entry.receivedNs, 1_763_600_000_000_000_000n);
    }
  });

  it('says how many lines were cut', async () => {
    await using host = await openTestHost();
    const answer = await host.send(`ok\n${'x'.repeat(300_000)}\n{"a":"${'y'.repeat(300_000)}"}`);
    assert.deepEqual(answer.json, { accepted: 3, cut: 2 });
    assert.equal(host.metric('groundcrew_ingest_cut_lines_total{receiver="ingest"}'), 2);
  });

  it('leaves prototypes alone', async () => {
    await using host = await openTestHost();
    const body = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
    const path = '/ingest?__proto__=1&constructor=2&service[__proto__]=x';
    assert.equal((await host.send(body, { path })).status, 200);
    assert.deepEqual(host.lines(), [body]);
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  });
});

describe('Idempotency-Key', () => {
  it('goes to the log, scoped by who asks', async () => {
    await using host = await openTestHost({ access: { check: (who) => ({ id: `t-${who}` }) } });
    await host.send('a', { headers: { 'idempotency-key': 'k1', authorization: 'one' } });
    await host.send('a', { headers: { authorization: 'one' } });
    assert.deepEqual(
      host.appended.map((call) => call.key),
      ['t-one:k1', undefined],
    );
  });

  it('answers a repeat as the first, and says so', async () => {
    await using host = await openTestHost({ append: async () => ({ rows: 7, isRepeat: true }) });
    let told = 0;
    host.host.onLines(() => told++);
    const answer = await host.send('a', { headers: { 'idempotency-key': 'k' } });
    assert.deepEqual(answer.json, { accepted: 7, duplicate: true });
    assert.equal(told, 0);
    assert.equal(host.metric('groundcrew_ingest_lines_total{receiver="ingest"}'), 0);
  });

  it('has 1 to 256 characters', async () => {
    await using host = await openTestHost();
    const status = async (key: string) =>
      (await host.send('a', { headers: { 'idempotency-key': key } })).status;
    assert.deepEqual(
      [
        await status(''),
        await status('x'),
        await status('x'.repeat(256)),
        await status('x'.repeat(257)),
      ],
      [400, 200, 200, 400],
    );
  });
});

describe('other requests', () => {
  it('are left alone at other addresses', async () => {
    await using host = await openTestHost();
    for (const path of ['/', '/ingest/', '/ingestion', '/api?x=/ingest']) {
      assert.equal((await host.send('a', { path })).status, 404, path);
    }
  });

  it('are told what to do instead', async () => {
    await using host = await openTestHost();
    const get = await host.send('', { method: 'GET' });
    assert.equal(get.status, 405);
    assert.equal(get.headers['content-type'], 'application/problem+json');
    assert.equal(get.headers.allow, 'POST, PUT, OPTIONS');
    assert.match(String(get.json['hint']), /curl/);
    const head = await host.send('', { method: 'HEAD' });
    assert.deepEqual([head.status, head.json], [405, {}]);
    const options = await host.send('', { method: 'OPTIONS' });
    assert.deepEqual([options.status, options.headers.allow], [204, 'POST, PUT, OPTIONS']);
    assert.deepEqual((await host.send('a', { method: 'PUT' })).json, { accepted: 1 });
  });

  it('are refused without the scope', async () => {
    const check = () => {
      throw new GroundcrewError('token-missing', 'cannot ingest: no token', { status: 401 });
    };
    await using host = await openTestHost({ access: { check } });
    const answer = await host.send('a');
    assert.deepEqual([answer.status, answer.json['code']], [401, 'token-missing']);
    assert.match(answer.headers['www-authenticate'] ?? '', /^Bearer/);
    const reason = '{receiver="ingest",reason="token-missing"}';
    assert.equal(host.metric(`groundcrew_ingest_rejected_requests_total${reason}`), 1);
  });

  it('with huge heads are refused by the server', async () => {
    await using host = await openTestHost();
    const answer = await openRawClient(host.port);
    answer.write(`POST /ingest HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(17_000)}\r\n\r\n`);
    await answer.until(/ 431 /);
    assert.equal(host.appended.length, 0);
  });
});

describe('limits', () => {
  const limits = { maxBodyBytes: 2048, maxDecodedBytes: 4096, maxBytesInFlight: 6144 };

  it('let a body of the largest size in and not a byte more', async () => {
    await using host = await openTestHost({ limits });
    assert.equal((await host.send('x'.repeat(2048))).status, 200);
    const declared = await host.send('x'.repeat(2049));
    assert.deepEqual([declared.status, declared.json['code']], [413, 'body-too-large']);
    const chunked = await host.send('x'.repeat(2049), {
      headers: { 'transfer-encoding': 'chunked' },
    });
    assert.deepEqual([chunked.status, chunked.json['code']], [413, 'body-too-large']);
    const decoded = (size: number) =>
      host.send(zlib.gzipSync('x'.repeat(size)), { headers: { 'content-encoding': 'gzip' } });
    assert.equal((await decoded(4096)).status, 200);
    assert.equal((await decoded(4097)).json['code'], 'decoded-too-large');
    assert.equal(host.metric('groundcrew_ingest_in_flight_bytes'), 0);
  });

  it('bound the lines of a request', async () => {
    await using host = await openTestHost({ limits: { maxLines: 3 } });
    assert.equal((await host.send('a\nb\n\nc\n')).status, 200);
    const answer = await host.send('[1,2,3,4]');
    assert.deepEqual([answer.status, answer.json['code']], [413, 'too-many-lines']);
    assert.equal(host.appended.length, 1);
  });

  it('keep the connection after a small body, and close it after a large one', async () => {
    await using host = await openTestHost({ limits });
    const client = await openRawClient(host.port);
    client.write(
      `POST /ingest HTTP/1.1\r\nhost: x\r\ncontent-length: 3000\r\n\r\n${'x'.repeat(3000)}`,
    );
    await client.until(/ 413 /);
    client.write('POST /ingest HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\n\r\na');
    await client.until(/ 200 OK/);
    client.write('POST /ingest HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999\r\n\r\n');
    await client.until(/ 413 [^]* 413 [^]*connection: close/i);
    await client.closed;
  });

  it('answer 503 before the body when too many bytes are on their way', async () => {
    await using host = await openTestHost({ limits });
    const clients = await Promise.all([1, 2, 3].map(() => openRawClient(host.port)));
    for (const client of clients) {
      client.write('POST /ingest HTTP/1.1\r\nhost: x\r\ncontent-length: 2000\r\n\r\n');
    }
    await until(
      () => host.metric('groundcrew_ingest_in_flight_bytes') === 6000,
      () => '6000 bytes',
    );
    const answer = await host.send('x'.repeat(200));
    assert.deepEqual([answer.status, answer.json['code']], [503, 'ingest-busy']);
    assert.equal(answer.headers['retry-after'], '1');
    clients[0]?.write('x'.repeat(2000));
    await clients[0]?.until(/"accepted":1/);
    assert.equal((await host.send('x'.repeat(200))).status, 200);
    for (const client of clients) client.socket.destroy();
    await until(
      () => host.metric('groundcrew_ingest_in_flight_bytes') === 0,
      () => 'all bytes back',
    );
  });

  it('count bodies of unknown size too', async () => {
    await using host = await openTestHost({ limits: { ...limits, maxBodyBytes: 2048 } });
    const chunk = `7d0\r\n${'x'.repeat(2000)}\r\n`;
    const clients = await Promise.all([1, 2, 3].map(() => openRawClient(host.port)));
    for (const client of clients) {
      client.write(
        `POST /ingest HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n${chunk}`,
      );
    }
    await until(
      () => host.metric('groundcrew_ingest_in_flight_bytes') === 6000,
      () => '6000 bytes',
    );
    const late = await openRawClient(host.port);
    late.write(`POST /ingest HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n${chunk}`);
    await late.until(/ 503 /);
    for (const client of clients) client.write('0\r\n\r\n');
    for (const client of clients) await client.until(/"accepted":1/);
  });

  it('bound the requests under way', async () => {
    await using host = await openTestHost({ limits: { maxRequestsInFlight: 1 } });
    const client = await openRawClient(host.port);
    client.write('POST /ingest HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\na');
    await until(
      () => host.metric('groundcrew_ingest_in_flight_requests') === 1,
      () => 'a request',
    );
    assert.equal((await host.send('a')).status, 503);
    client.write('b');
    await client.until(/"accepted":1/);
    assert.equal((await host.send('a')).status, 200);
  });
});

describe('clients that misbehave', () => {
  it('get the same lines kept however the body arrives', async () => {
    await using host = await openTestHost();
    const body = '{"a":"é"}\r\n[1]\n{"b":\n{"c":1}}';
    const bytes = Buffer.from(body);
    await host.send(body);
    const expected = host.lines();
    const client = await openRawClient(host.port);
    for (let cut = 1; cut < bytes.length; cut++) {
      host.appended.length = 0;
      client.write(`POST /ingest HTTP/1.1\r\nhost: x\r\ncontent-length: ${bytes.length}\r\n\r\n`);
      client.write(bytes.subarray(0, cut));
      await new Promise((resolve) => setImmediate(resolve));
      client.write(bytes.subarray(cut));
      await until(
        () => host.appended.length === 1,
        () => `cut at ${cut}`,
      );
      assert.deepEqual(host.lines(), expected);
    }
    client.socket.destroy();
  });

  it('are cut off when they are too slow', async () => {
    await using host = await openTestHost();
    const client = await openRawClient(host.port);
    client.write('POST /ingest HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\n');
    client.write('x'.repeat(9000));
    await until(
      () => host.metric('groundcrew_ingest_in_flight_requests') === 1,
      () => 'a request',
    );
    host.clock.ms = 9_999;
    host.host.checkSpeed();
    assert.equal(host.metric('groundcrew_ingest_in_flight_requests'), 1);
    host.clock.ms = 10_000;
    host.host.checkSpeed();
    await client.until(/ 408 [^]*upload-too-slow/);
    await client.closed;
    assert.equal(host.metric('groundcrew_ingest_in_flight_bytes'), 0);
  });

  it('are left alone when they are fast enough, or when it is the log that is slow', async () => {
    const log = Promise.withResolvers<AppendResult>();
    await using host = await openTestHost({ append: () => log.promise });
    const client = await openRawClient(host.port);
    client.write('POST /ingest HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n');
    client.write(`2af8\r\n${'x'.repeat(11_000)}\r\n`);
    await until(
      () => host.metric('groundcrew_ingest_in_flight_bytes') === 11_000,
      () => 'the first part',
    );
    const answer = host.send('a');
    await until(
      () => host.metric('groundcrew_ingest_in_flight_requests') === 2,
      () => 'two requests',
    );
    host.clock.ms = 10_500;
    host.host.checkSpeed();
    client.write(`2328\r\n${'x'.repeat(9000)}\r\n0\r\n\r\n`);
    host.clock.ms = 100_000;
    await until(
      () => host.metric('groundcrew_ingest_in_flight_bytes') === 20_001,
      () => 'both',
    );
    log.resolve({ rows: 1, isRepeat: false });
    assert.equal((await answer).status, 200);
    await client.until(/"accepted":1/);
  });

  it('leave nothing behind when they go away', async () => {
    await using host = await openTestHost();
    for (const head of ['content-length: 1000', 'transfer-encoding: chunked']) {
      const client = await openRawClient(host.port);
      client.write(`POST /ingest HTTP/1.1\r\nhost: x\r\n${head}\r\n\r\n5\r\nhello\r\n`);
      await until(
        () => host.metric('groundcrew_ingest_in_flight_requests') === 1,
        () => 'a request',
      );
      client.socket.destroy();
      await until(
        () => host.metric('groundcrew_ingest_in_flight_requests') === 0,
        () => 'its end',
      );
    }
    assert.equal(host.metric('groundcrew_ingest_in_flight_bytes'), 0);
    assert.equal(host.appended.length, 0);
    const aborted = '{receiver="ingest",reason="aborted"}';
    assert.equal(host.metric(`groundcrew_ingest_rejected_requests_total${aborted}`), 2);
  });

  it('that go away while the log works have their lines kept', async () => {
    const log = Promise.withResolvers<AppendResult>();
    await using host = await openTestHost({ append: () => log.promise });
    const client = await openRawClient(host.port);
    client.write('POST /ingest HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\n\r\na');
    await until(
      () => host.metric('groundcrew_ingest_in_flight_requests') === 1,
      () => 'a request',
    );
    client.socket.destroy();
    await client.closed;
    log.resolve({ rows: 1, isRepeat: false });
    await until(
      () => host.appended.length === 1,
      () => 'the lines',
    );
    await until(
      () => host.metric('groundcrew_ingest_in_flight_bytes') === 0,
      () => 'the bytes',
    );
  });

  it('that wait for 100 Continue hear the refusal instead', async () => {
    await using host = await openTestHost();
    const client = await openRawClient(host.port);
    const head = (length: number) =>
      `POST /ingest HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: ${length}\r\n\r\n`;
    client.write(head(5));
    await client.until(/^HTTP\/1\.1 100 Continue/);
    client.write('hello');
    await client.until(/"accepted":1/);
    client.write(head(99_999_999));
    await client.until(/ 413 /);
    assert.equal(client.received().match(/100 Continue/g)?.length, 1);
    await client.closed;
  });
});

describe('trouble with the log', () => {
  it('is answered 503 with a time to come back', async () => {
    const full = new GroundcrewError('log-full', 'cannot keep the lines: the log is full', {
      status: 503,
      retryAfterSeconds: 5,
    });
    await using host = await openTestHost({ append: () => Promise.reject(full) });
    const answer = await host.send('a');
    assert.deepEqual([answer.status, answer.json['code']], [503, 'log-full']);
    assert.equal(answer.headers['retry-after'], '5');
    assert.equal(host.metric('groundcrew_ingest_in_flight_bytes'), 0);
  });

  it('of an unknown kind is retryable too, and does not leak', async () => {
    await using host = await openTestHost({
      append: () => Promise.reject(new Error('secret /path')),
    });
    const answer = await host.send('a');
    assert.deepEqual([answer.status, answer.json['code']], [503, 'ingest-failed']);
    assert.ok(!JSON.stringify(answer.json).includes('secret'));
  });
});

describe('listeners', () => {
  it('hear of lines that are safe, with what holds for them, until they leave', async () => {
    await using host = await openTestHost();
    const heard: unknown[] = [];
    const leave = host.host.onLines((body, defaults, rows) =>
      heard.push([body.toString(), defaults, rows]),
    );
    host.host.onLines(() => {
      throw new Error('a listener fails');
    });
    assert.equal((await host.send('a\nb', { path: '/ingest?run_id=r' })).status, 200);
    const defaults = { receivedNs: 1_763_600_000_000_000_000n, runId: 'r' };
    await until(
      () => heard.length === 1,
      () => 'the listener',
    );
    assert.deepEqual(heard, [['a\nb', defaults, 2]]);
    leave();
    await host.send('c');
    assert.equal(heard.length, 1);
  });
});

describe('close', () => {
  it('lets requests under way end, and takes no more', async () => {
    await using host = await openTestHost();
    const client = await openRawClient(host.port);
    client.write('POST /ingest HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\na');
    await until(
      () => host.metric('groundcrew_ingest_in_flight_requests') === 1,
      () => 'a request',
    );
    let isClosed = false;
    const closed = host.host.close().then(() => (isClosed = true));
    const answer = await host.send('late');
    assert.deepEqual([answer.status, answer.json['code']], [503, 'ingest-stopping']);
    assert.equal(isClosed, false);
    client.write('b');
    await client.until(/"accepted":1/);
    await closed;
  });
});
