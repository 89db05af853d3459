// Lines do not depend on how their bytes were cut, and no line takes more memory than allowed.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { LineSplitter } from './line-splitter.ts';

type Line = [text: string, skippedBytes: number];

function split(chunks: readonly Buffer[], maxLineBytes = 1000): Line[] {
  const lines: Line[] = [];
  const splitter = new LineSplitter({
    maxLineBytes,
    onLine: (line, skipped) => lines.push([line.toString('latin1'), skipped]),
  });
  for (const chunk of chunks) {
    // Readers use their buffers again.
    const own = Buffer.from(chunk);
    splitter.push(own);
    own.fill(0x2a);
  }
  splitter.flush();
  return lines;
}

const texts = (input: string) => split([Buffer.from(input, 'latin1')]).map(([text]) => text);

/** What a line is, said in the plainest way. */
function expected(bytes: Buffer, maxLineBytes: number): Line[] {
  const parts = bytes.toString('latin1').split('\n');
  if (parts.at(-1) === '') parts.pop();
  return parts.map((part) => {
    const state = part.replace(/\r+$/, '').split('\r').at(-1) ?? '';
    return [state.slice(0, maxLineBytes), Math.max(0, state.length - maxLineBytes)];
  });
}

describe('LineSplitter', () => {
  it('ends lines at LF and CRLF', () => {
    assert.deepEqual(texts('a\nb\r\n\nc'), ['a', 'b', '', 'c']);
    assert.deepEqual(texts(''), []);
    assert.deepEqual(texts('\n'), ['']);
  });

  it('keeps the last state of a line that is written over', () => {
    assert.deepEqual(texts('10%\r50%\r100%\ndone\n'), ['100%', 'done']);
    assert.deepEqual(texts('10%\r100%\r\n'), ['100%']);
    assert.deepEqual(texts('10%\r100%\r'), ['100%']);
  });

  it('passes NUL and bytes that are no UTF-8', () => {
    assert.deepEqual(texts('a\0b\xff\xfe\nc'), ['a\0b\xff\xfe', 'c']);
  });

  it('gives the same lines however the bytes are cut', () => {
    const byte = fc.constantFrom(0x0a, 0x0d, 0x61, 0x62, 0x00, 0x7f);
    fc.assert(
      fc.property(
        fc.array(byte, { maxLength: 60 }),
        fc.array(fc.nat(60), { maxLength: 8 }),
        fc.integer({ min: 1, max: 20 }),
        (values, cuts, maxLineBytes) => {
          const bytes = Buffer.from(values);
          const ends = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length];
          ends.sort((a, b) => a - b);
          const chunks = ends.slice(1).map((end, index) => bytes.subarray(ends[index], end));
          assert.deepEqual(split(chunks, maxLineBytes), expected(bytes, maxLineBytes));
        },
      ),
      { numRuns: 2000, seed: 7 },
    );
  });

  it('cuts long lines between characters, and counts what it skips', () => {
    const lines: Line[] = [];
    const splitter = new LineSplitter({
      maxLineBytes: 4,
      onLine: (line, skipped) => lines.push([line.toString(), skipped]),
    });
    splitter.push(Buffer.from('abc€def\nok\n'));
    splitter.push(Buffer.from('€€'));
    splitter.push(Buffer.from('€\n'));
    assert.deepEqual(lines, [
      ['abc', 6],
      ['ok', 0],
      ['€', 6],
    ]);
    assert.equal(splitter.cutLines, 2);
    assert.equal(splitter.skippedBytes, 12);
  });

  it('holds no more of an endless line than allowed', () => {
    const lines: Line[] = [];
    const splitter = new LineSplitter({
      maxLineBytes: 65_536,
      onLine: (line, skipped) => lines.push([String(line.length), skipped]),
    });
    const chunk = Buffer.alloc(1_000_000, 0x61);
    const before = process.memoryUsage().arrayBuffers;
    for (let count = 0; count < 2000; count++) splitter.push(chunk);
    assert.ok(process.memoryUsage().arrayBuffers - before < 16_000_000);
    splitter.push(Buffer.from('\nnext\n'));
    assert.deepEqual(lines, [
      ['65536', 2_000_000_000 - 65_536],
      ['4', 0],
    ]);
  });

  it('makes a line of a partial one when asked to', () => {
    const lines: string[] = [];
    const splitter = new LineSplitter({
      maxLineBytes: 100,
      onLine: (line) => lines.push(line.toString()),
    });
    splitter.push(Buffer.from('prompt> '));
    assert.deepEqual([lines, splitter.hasPartial], [[], true]);
    splitter.flush();
    assert.deepEqual([lines, splitter.hasPartial], [['prompt> '], false]);
    splitter.push(Buffer.from('more\n'));
    assert.deepEqual(lines, ['prompt> ', 'more']);
  });
});
