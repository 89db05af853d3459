import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogRecord } from '@groundcrew/model';
import { matcher } from './matcher.ts';
import { parseSearch } from './parse-search.ts';
import { recordJson } from './record-json.ts';

const record: LogRecord = {
  timeNs: 1_763_596_800_000_000_001n,
  observedTimeNs: 1_763_596_801_000_000_000n,
  severityNumber: 17,
  severityText: 'ERROR',
  service: 'checkout',
  host: 'node-1',
  instance: '',
  body: 'POST /api/pay took 1523ms: Connection refused (user_id=42)',
  requestId: 'r-1',
  traceId: 'abc1',
  spanId: '',
  runId: '',
  release: '1.4.0',
  attributes: new Map([
    ['status', '502'],
    ['path', '"/api/pay"'],
    ['tags', '["a","b c",7]'],
    ['ok', 'false'],
    ['quoted', '"say \\"hi\\""'],
    ['__proto__', '"x"'],
  ]),
};

const found = [
  '',
  'post',
  'POST refused',
  '"connection REFUSED"',
  'user_id=42',
  '/api/pay',
  'conn*',
  '*nnect*',
  'c?nnection',
  'took*ms',
  'status:502',
  'status:>=500',
  'status:500..599',
  'status:[500 TO *}',
  'path:/api/*',
  'path:"/api/pay"',
  'path:/^\\/api/',
  'tags:a',
  'tags:"b c"',
  'tags:7',
  'ok:false',
  'quoted:"say \\"hi\\""',
  '__proto__:x',
  '-missing:*',
  'status:*',
  'level:error',
  'level:>warn',
  'level:(info OR error)',
  'service:check*',
  'trace:ABC1',
  'version:1.4.0',
  'time:>=2025-11-20T00:00:00Z',
  '/took [0-9]{4}ms/',
  '/CONNECTION/i',
  'NOT debug',
  'message:refused',
];
const missed = [
  'pos',
  'efused',
  '"connection refuse"',
  'user_id=4',
  '/api/pa',
  'onn*',
  '*efuse',
  'status:50',
  'status:<500',
  'path:/api',
  'tags:c',
  'ok:true',
  'missing:*',
  'level:warn',
  'level:<error',
  'service:Checkout',
  'request_id:R-1',
  '/CONNECTION/',
  '-post',
  'message:=refused',
  'constructor:*',
  'time:<2025-11-20',
];

test('a matcher finds what a search means', () => {
  for (const query of found) assert.ok(matcher(parseSearch(query))(record), query);
  for (const query of missed) assert.ok(!matcher(parseSearch(query))(record), query);
});

test('a record as JSON leaves out what is empty and keeps types', () => {
  assert.equal(
    recordJson(
      {
        ...record,
        attributes: new Map([
          ['a/b', '502'],
          ['gone', ''],
        ]),
      },
      '1-2-3',
    ),
    '{"id":"1-2-3","time":"2025-11-20T00:00:00.000000001Z","observed_time":"2025-11-20T00:00:01.000000000Z","severity_number":17,' +
      '"severity_text":"ERROR","service":"checkout","host":"node-1","body":"POST /api/pay took 1523ms: Connection refused (user_id=42)",' +
      '"request_id":"r-1","trace_id":"abc1","release":"1.4.0","attributes":{"a/b":502}}',
  );
  assert.doesNotMatch(recordJson({ ...record, attributes: new Map() }), /attributes|"id"/);
});

test('evil expressions over long lines take no time', () => {
  const long = { ...record, body: 'a'.repeat(100_000) };
  const startMs = performance.now();
  for (const query of [
    '/(a+)+$/',
    '/(a|aa)+b/',
    '/(.*)*x/',
    '/(?:a?){200}a{200}b/',
    'a*a*a*a*b',
    '*a?a?b',
    '"a b"',
    '*b*',
  ]) {
    matcher(parseSearch(query))(long);
  }
  assert.ok(performance.now() - startMs < 10_000);
});
