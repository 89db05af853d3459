import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { mapLine } from './map-line.ts';
import { recordLimits } from './record-limits.ts';

const trace = '12345678901234567890123456789012';
const span = '1234567890123456';
const uuid = '5eb4a8c3-4a56-4a0f-9d9c-0a5d3a1fb8b1';
const digits = '9f86d081884c7d659a2feaa0c55ad015';

function map(line: string) {
  const record = mapLine(line, { receivedNs: 1_700_000_000_000_000_000n });
  assert.ok(record);
  return record;
}

describe('request ids in text', () => {
  for (const [text, id] of [
    [`[${uuid}] Started GET "/" for 127.0.0.1`, uuid],
    [`[web-1] [${digits}] Completed 200 OK in 5ms`, digits],
    ['INFO nova.api [req-3ccb8c2e-7a1d admin - - -] GET /v2', 'req-3ccb8c2e-7a1d'],
    ['INFO nova.api [None req-3ccb8c2e admin] GET /v2', 'req-3ccb8c2e'],
    [
      'at=info method=GET path="/" request_id=8601b555-6a83-4c12-8269 fwd="1.2.3.4"',
      '8601b555-6a83-4c12-8269',
    ],
    ['done requestId: "abc-1", status 200', 'abc-1'],
    ['{\\"request_id\\":\\"abc1\\"} was sent', 'abc1'],
    ['X-Request-ID: f00/1', 'f00/1'],
    ['the Request ID = R.17.', 'R.17'],
    ['correlation_id=K4x; next', 'K4x'],
    ['paid (req=41)', '41'],
    ["req_id='V1StGXR'", 'V1StGXR'],
    ['request_id=abcdefghijkl', 'abcdefghijkl'],
    ['CORRELATION-ID=7', '7'],
  ] as const) {
    it(`finds ${id} in ${text}`, () => {
      assert.equal(map(text).requestId, id);
      assert.equal(map(JSON.stringify({ msg: text })).requestId, id);
    });
  }

  for (const text of [
    'request_id=null took 5 ms',
    'request_id=None',
    'request_id: undefined',
    'request_id=- done',
    'freq=440 Hz',
    'GET /x (req: done)',
    '[main] [1234] [deadbeef] started',
    `order ${uuid} was paid`,
    'prereq_id = 5',
    `${' '.repeat(recordLimits.idTextCharacters)}request_id=abc1`,
    `request_id=${'a1'.repeat(recordLimits.fieldBytes)}`,
  ]) {
    it(`finds none in ${text.trim().slice(0, 40)}`, () => assert.equal(map(text).requestId, ''));
  }

  it('leaves a field its precedence; a dash is none', () => {
    assert.equal(map('{"request_id":"own","msg":"request_id=other1"}').requestId, 'own');
    assert.equal(map('{"request_id":"-","msg":"request_id=other1"}').requestId, 'other1');
    assert.equal(map('{"request_id":"-","msg":"m"}').requestId, '');
    assert.equal(map('{"request_id":7,"msg":"request_id=other1"}').requestId, '7');
  });

  it('asks the given finder', () => {
    const defaults = { receivedNs: 0n };
    assert.equal(mapLine('job 17', defaults, (text) => text.slice(4))?.requestId, '17');
    assert.equal(mapLine('request_id=abc1', defaults, () => '')?.requestId, '');
  });
});

describe('traces in text and in traceparent', () => {
  for (const [text, ids] of [
    [`traceparent: 00-${trace}-${span}-01`, [trace, span]],
    [`got {"traceparent":"00-${trace}-${span}-00"}`, [trace, span]],
    [`[trace_id=${trace} span_id=${span} trace_sampled=True] hello`, [trace, span]],
    [`dd.trace_id=1234567890123456789 dd.span_id=987654321`, ['1234567890123456789', '987654321']],
    [`traceId=${span}, spanId=ABCDEF0123456789`, [span, 'abcdef0123456789']],
    [`X-B3-TraceId: ${trace}`, [trace, '']],
    [`trace_id=${trace}.`, [trace, '']],
    ['[trace_id=0 span_id=0 resource.service.name=x] hello', ['', '']],
    [`trace_id=${'0'.repeat(32)} span_id=${'0'.repeat(16)}`, ['', '']],
    [`trace_id=${trace} span_id=${'0'.repeat(16)}`, [trace, '']],
    [`trace_id=${trace}0`, ['', '']],
    ['Traceback (most recent call last):', ['', '']],
  ] as const) {
    it(`finds ${ids.join(' ')} in ${text}`, () => {
      const { traceId, spanId } = map(text);
      assert.deepEqual([traceId, spanId], ids);
    });
  }

  it('keeps the ids that fields name, and the field traceparent', () => {
    const traceparent = `00-${trace}-${span}-01`;
    const named = map(JSON.stringify({ traceparent, trace_id: 'abc', span_id: 'd' }));
    assert.deepEqual([named.traceId, named.spanId], ['abc', 'd']);
    const half = map(JSON.stringify({ traceparent, span_id: 'd' }));
    assert.deepEqual([half.traceId, half.spanId], [trace, 'd']);
    assert.equal(half.attributes.get('traceparent'), JSON.stringify(traceparent));
    const nested = map(JSON.stringify({ req: { headers: { traceparent } } }));
    assert.deepEqual([nested.traceId, nested.spanId], [trace, span]);
  });

  // https://github.com/w3c/trace-context/blob/main/test/tracecontext/test_traceparent.py and test.py
  const file = new URL('../src/cases/traceparent.json', import.meta.url);
  const cases: { value: string; isValid: boolean }[] = JSON.parse(readFileSync(file, 'utf8'));
  for (const { value, isValid } of cases) {
    it(`${isValid ? 'takes' : 'refuses'} the traceparent ${JSON.stringify(value)}`, () => {
      const { traceId, spanId } = map(
        JSON.stringify({ traceparent: value, msg: `trace ${value}` }),
      );
      assert.deepEqual([traceId, spanId], isValid ? value.trim().split('-').slice(1, 3) : ['', '']);
    });
  }
});
