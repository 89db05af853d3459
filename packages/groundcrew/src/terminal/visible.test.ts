import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { caret } from './caret.ts';
import { visible, visibleIndented, visibleLine } from './visible.ts';

test('what could act on a terminal is shown as what it is', () => {
  assert.equal(visible('\u001b[31mred\u001b[0m'), String.raw`\x1b[31mred\x1b[0m`);
  assert.equal(visible('\u001b]52;c;aGk=\u0007'), String.raw`\x1b]52;c;aGk=\x07`);
  assert.equal(visible('\u009b2J'), String.raw`\x9b2J`, 'C1, which some terminals take for ESC [');
  assert.equal(visible('over\rwrite\b\u007f'), String.raw`over\x0dwrite\x08\x7f`);
  assert.equal(visible('a\u202etxt.exe\u2066'), String.raw`a\u202etxt.exe\u2066`);
  assert.equal(visible('tab\tand\nline, äöü 漢字 👩‍🚀'), 'tab\tand\nline, äöü 漢字 👩‍🚀');
});

test('a line stays one, or its further lines are indented', () => {
  assert.equal(visibleLine('a\nb'), String.raw`a\nb`);
  assert.equal(visibleIndented('a\nb\r\nc', '    '), 'a\n    b\\x0d\n    c');
});

test('no text gets a control character through', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.doesNotMatch(visibleLine(text).replaceAll('\t', ''), /\p{Cc}/u);
      assert.equal(visible(visible(text)), visible(text), 'once is enough');
    }),
  );
});

test('the caret stands under the place', () => {
  assert.equal(caret('level:', 6), '  level:\n        ^');
  assert.equal(caret('a (b', 2), '  a (b\n    ^');
  assert.equal(caret('äö👩 (', 5), '  äö👩 (\n      ^', 'positions are UTF-16 units');
  assert.equal(caret('a\u001bb (', 4), '  a\\x1bb (\n         ^', 'what is escaped is wider');
  const long = caret(`${'x'.repeat(500)} ( ${'y'.repeat(500)}`, 501);
  const [line = '', mark = ''] = long.split('\n');
  assert.ok(line.length < 110);
  assert.equal(line[mark.indexOf('^')], '(');
});
