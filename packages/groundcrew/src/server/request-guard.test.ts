import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { refusal } from './request-guard.ts';

/** Only the headers are looked at. */
const ask = (headers: Record<string, string>) =>
  refusal({ headers } as unknown as IncomingMessage, 'logs.internal')?.code ?? 'let in';

test('only our own names are answered, whatever DNS says', () => {
  for (const host of [
    '127.0.0.1:4400',
    'localhost:4400',
    'LOCALHOST',
    '[::1]:4400',
    '127.1.2.3',
    'logs.internal:4400',
    'a.localhost:1',
  ]) {
    assert.equal(ask({ host }), 'let in', host);
  }
  for (const host of [
    'evil.example',
    'localhost.evil.example:4400',
    '127.0.0.1.nip.io',
    'evil@localhost',
    '',
    '0.0.0.0',
    '[::ffff:8.8.8.8]',
    'localhost:4400, evil',
  ]) {
    assert.equal(ask({ host }), 'host-refused', host);
  }
  assert.equal(ask({}), 'host-refused');
});

test('pages of other origins are not answered', () => {
  const host = 'localhost:4400';
  assert.equal(ask({ host, origin: 'http://localhost:4400' }), 'let in');
  for (const origin of [
    'http://evil.example',
    'null',
    'http://localhost:3000',
    'http://localhost',
    'file://',
    'chrome-extension://x',
  ]) {
    assert.equal(ask({ host, origin }), 'origin-refused', origin);
  }
  assert.equal(
    ask({ host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }),
    'origin-refused',
  );
  assert.equal(
    ask({ host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }),
    'let in',
  );
  assert.equal(ask({ host, 'sec-fetch-site': 'same-origin' }), 'let in');
});
