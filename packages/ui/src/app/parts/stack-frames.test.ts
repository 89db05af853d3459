// Frames of stack traces, own and of libraries.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldFrames, isTrace } from './stack-frames.ts';

const node = [
  'Error: x',
  '    at a (/srv/a.ts:1:1)',
  '    at b (/srv/node_modules/b.js:1:1)',
  '    at c (node:internal/c:1:1)',
  '    at d (/srv/d.ts:1:1)',
].join('\n');
const python = [
  'Traceback (most recent call last):',
  '  File "/srv/app.py", line 3, in a',
  '    b()',
  '  File "/usr/lib/python3/site-packages/x.py", line 9, in b',
  '    raise X',
  'X: no',
].join('\n');

test('runs of library frames fold, source lines go with their frame', () => {
  assert.deepEqual(
    foldFrames(node).map(({ kind, frames }) => [kind, frames]),
    [
      ['text', 0],
      ['own', 1],
      ['library', 2],
      ['own', 1],
    ],
  );
  assert.deepEqual(
    foldFrames(python).map(({ kind, lines }) => [kind, lines.length]),
    [
      ['text', 1],
      ['own', 2],
      ['library', 2],
      ['text', 1],
    ],
  );
});

test('a message of several lines is no trace', () => {
  assert.equal(isTrace(node), true);
  assert.equal(isTrace(python), true);
  assert.equal(isTrace('one\ntwo\nthree'), false);
  assert.equal(isTrace('    at a (b.js:1:1)'), false);
});
