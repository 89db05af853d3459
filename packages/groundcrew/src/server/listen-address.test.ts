import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLoopbackAddress, parseListen, urlHost } from './listen-address.ts';

test('addresses in all their forms', () => {
  assert.deepEqual(parseListen('127.0.0.1:4400'), { name: '127.0.0.1', port: 4400 });
  assert.deepEqual(parseListen('[::1]:4400'), { name: '::1', port: 4400 });
  assert.deepEqual(parseListen('localhost:80'), { name: 'localhost', port: 80 });
  assert.deepEqual(parseListen(':0'), { name: '127.0.0.1', port: 0 });
  assert.deepEqual(parseListen('4400'), { name: '127.0.0.1', port: 4400 });
  for (const text of ['', 'host', '::1:80', 'host:99999', 'http://host:80', 'host:-1', '[::1]']) {
    assert.throws(() => parseListen(text), { code: 'config-invalid' }, text);
  }
});

test('loopback is 127.0.0.0/8 and ::1, also written as IPv6', () => {
  for (const address of ['127.0.0.1', '127.9.9.9', '::1', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1']) {
    assert.ok(isLoopbackAddress(address), address);
  }
  for (const address of [
    '0.0.0.0',
    '::',
    '10.0.0.1',
    '128.0.0.1',
    '::ffff:10.0.0.1',
    'localhost',
    '',
  ]) {
    assert.ok(!isLoopbackAddress(address), address);
  }
  assert.equal(urlHost('::1', 80), '[::1]:80');
});
