import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { recordForm } from '../receivers/tail/record-form.ts';
import { cutLongLine, cutRecords, type RecordForm } from './cut-records.ts';

const plain: RecordForm = {
  maxLineBytes: 20,
  write: (text, size) =>
    text.trim() === '' ? undefined : `${text}${size === undefined ? '' : `…${size}`}`,
};
const cut = (text: string, end = { isFinal: false, isAged: false }, form = plain) => {
  const { body, ...rest } = cutRecords(Buffer.from(text), form, end);
  return { lines: body.toString(), ...rest };
};

test('only whole lines are taken, until nothing follows', () => {
  assert.deepEqual(cut('a\n\nbc\r\nd'), { lines: 'a\nbc', rows: 2, length: 7, cutLines: 0 });
  const end = { isFinal: true, isAged: true };
  assert.deepEqual(cut('a\nd', end), { lines: 'a\nd', rows: 2, length: 3, cutLines: 0 });
  assert.deepEqual(cut('\n\n'), { lines: '', rows: 0, length: 2, cutLines: 0 });
});

test('long lines are cut between characters and say so; returns and holes leave the last state', () => {
  assert.deepEqual(cut(`${'é'.repeat(10)}x\n`).lines, `${'é'.repeat(10)}…21`);
  assert.deepEqual(cut(`x${'é'.repeat(10)}\n`).lines, `x${'é'.repeat(9)}…21`);
  assert.equal(cut('10%\r50%\r100%\r\n').lines, '100%');
  assert.equal(cut('\0\0\0new\n').lines, 'new');
  const long = cutLongLine(Buffer.from('y'.repeat(50)), 5_000_000, plain);
  assert.deepEqual([long.body.toString(), long.length], [`${'y'.repeat(20)}…5000000`, 5_000_000]);
});

test('a stack trace is one record, and waits for what may follow', () => {
  const form = recordForm(
    { format: 'text', joinLines: true },
    { limits: { maxLineBytes: 4096, maxDepth: 8 }, nowNs: () => 0n },
  )('/a.log');
  const trace = 'Traceback (most recent call last):\n  File "a", line 1, in f\nValueError: x\n';
  assert.equal(cut(`one\n${trace}`, undefined, form).rows, 1);
  const whole = cut(`one\n${trace}`, { isFinal: false, isAged: true }, form);
  assert.deepEqual([whole.rows, whole.length], [2, 4 + trace.length]);
  assert.match(whole.lines, /"file":"\/a\.log"/);
});

test('records reach exactly to where the next ones begin, wherever the bytes are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 15 })), fc.nat(), (texts, where) => {
      const lines = texts.map((text) => text.replaceAll(/[\r\n\0]/g, ' '));
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
      const at = bytes.length === 0 ? 0 : where % bytes.length;
      const first = cutRecords(bytes.subarray(0, at), plain, { isFinal: false, isAged: true });
      const rest = cutRecords(bytes.subarray(first.length), plain, { isFinal: true, isAged: true });
      const all = cutRecords(bytes, plain, { isFinal: true, isAged: true });
      assert.equal(first.rows + rest.rows, all.rows);
      assert.equal(first.length + rest.length, bytes.length);
    }),
  );
});
