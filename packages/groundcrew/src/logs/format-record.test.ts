import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coloursFor } from '../terminal/colours.ts';
import { visibleJson } from '../terminal/visible.ts';
import { parseRecord } from './api-record.ts';
import { formatRecord } from './format-record.ts';

const plain = coloursFor({}, new Map());
const record = {
  id: '1-2-3',
  time: '2026-11-21T09:41:47.123456789Z',
  severity_number: 17,
  severity_text: 'error',
  service: 'shop',
  body: 'out of stock',
  request_id: 'r-1',
  attributes: {
    status: 500,
    code: '500',
    path: '/buy',
    tags: ['a', 1],
    ok: true,
    'no\u001bname': null,
  },
};

test('a record is one line: time, level, service, message, then the rest', () => {
  assert.equal(
    formatRecord(record, plain),
    '2026-11-21T09:41:47.123Z ERROR shop out of stock request_id=r-1 status=500 code="500" path=/buy tags=["a",1] ok=true no\\x1bname=null\n',
  );
});

test('a level that is a number is shown by name', () => {
  const text = formatRecord({ ...record, severity_number: 9, severity_text: '30' }, plain);
  assert.match(text, /Z INFO  shop /);
});

test('further lines of a message cannot pass for records', () => {
  const text = formatRecord({ time: record.time, body: 'boom\n  at x\n2026-11-21 forged' }, plain);
  assert.deepEqual(text.split('\n').slice(1), ['      at x', '    2026-11-21 forged', '']);
});

test('nothing in a record reaches the terminal as a control character', () => {
  const evil = '\u001b[2J\u009b1m\u0007\u202e\r';
  const text = formatRecord(
    {
      time: evil,
      severity_text: evil,
      service: evil,
      host: evil,
      body: evil,
      trace_id: evil,
      attributes: { [evil]: evil, nested: [evil] },
    },
    plain,
  );
  assert.doesNotMatch(text.slice(0, -1), /[\p{Cc}\u202e]/u);
});

test('colours only on a terminal, and not against NO_COLOR', () => {
  const shown = (environment: [string, string][]) =>
    formatRecord(record, coloursFor({ isTTY: true }, new Map(environment)));
  assert.ok(shown([]).includes('\u001b[31mERROR\u001b[0m'));
  assert.ok(!shown([['NO_COLOR', '1']]).includes('\u001b'));
  assert.ok(!shown([['TERM', 'dumb']]).includes('\u001b'));
});

test('a level without text has its name', () => {
  assert.match(
    formatRecord({ time: 't', body: 'b', severity_number: 9 }, plain),
    /^t INFO {2}b\n$/,
  );
  assert.match(formatRecord({ time: 't', body: 'b', severity_number: 0 }, plain), /^t - {5}b\n$/);
});

test('numbers beyond what JavaScript can hold are printed as they were', () => {
  const { record } = parseRecord(
    '{"time":"t","body":"b","attributes":{"id":9007199254740993,"x":1.50}}',
  );
  assert.match(formatRecord(record, plain), / id=9007199254740993 x=1\.50\n$/);
});

test('JSON is printed with the same meaning and without what acts on a terminal', () => {
  const json = '{"body":"a\u009b\u202e\u007f\\u001b"}';
  assert.equal(visibleJson(json), String.raw`{"body":"a\u009b\u202e\u007f\u001b"}`);
  assert.deepEqual(JSON.parse(visibleJson(json)), JSON.parse(json));
});
