// The journal comes back as it was written, up to wherever it was cut off.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { entryHeaderBytes, entryKind, readEntry, writeEntryHeader } from './entry.ts';
import { JournalReader, journalStart } from './journal-reader.ts';
import { JournalWriter } from './journal-writer.ts';
import { segmentPath } from './segments.ts';

const seed = 4711;
const anyEntry = fc.record({
  kind: fc.constantFrom(entryKind.stdout, entryKind.stderr),
  timeNs: fc.bigInt({ min: 0n, max: 2n ** 63n }),
  payload: fc.uint8Array({ maxLength: 300 }),
});

function inFolder<Result>(action: (folder: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'groundcrew-journal-'));
  try {
    return action(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const writerIn = (folder: string, spoolBytesMax = 1 << 30) =>
  new JournalWriter({ folder, spool: join(folder, '..', 'none'), spoolBytesMax });

function encode(kind: 1 | 2, timeNs: bigint, payload: Uint8Array): Buffer {
  const header = Buffer.alloc(entryHeaderBytes);
  writeEntryHeader(header, kind, timeNs, payload);
  return Buffer.concat([header, payload]);
}

test('an entry cut at any byte is not there yet; whole it is what was written', () => {
  fc.assert(
    fc.property(anyEntry, ({ kind, timeNs, payload }) => {
      const bytes = encode(kind, timeNs, payload);
      for (let length = 0; length < bytes.length; length++) {
        assert.equal(readEntry(bytes.subarray(0, length), 0), 'more');
      }
      const entry = readEntry(bytes, 0);
      assert.ok(typeof entry === 'object');
      assert.deepEqual([entry.kind, entry.timeNs, entry.end], [kind, timeNs, bytes.length]);
      assert.deepEqual(new Uint8Array(entry.payload), new Uint8Array(payload));
    }),
    { seed, numRuns: 50 },
  );
});

test('a changed byte is noticed, whichever it is', () => {
  const bytes = encode(entryKind.stdout, 5n, Buffer.from('some bytes of a program'));
  for (let index = 0; index < bytes.length; index++) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8((changed[index] ?? 0) ^ 0x41, index);
    assert.equal(typeof readEntry(changed, 0), 'string', `byte ${index}`);
  }
});

test('a journal cut at any byte gives the entries before the cut, and goes on with what follows', () => {
  inFolder((folder) => {
    const writer = writerIn(folder);
    const texts = ['first\n', 'second\n', '', 'third without an end'];
    const ends = texts.map((text, index) => {
      assert.ok(writer.append(entryKind.stdout, BigInt(index), Buffer.from(text)));
      return readFileSync(segmentPath(folder, 1)).length;
    });
    writer.close();
    const whole = readFileSync(segmentPath(folder, 1));
    for (let length = 0; length <= whole.length; length++) {
      truncateSync(segmentPath(folder, 1), length);
      const reader = new JournalReader(folder, journalStart);
      const before = readAll(reader);
      assert.deepEqual(
        before,
        texts.filter((_, index) => (ends[index] ?? 0) <= length),
      );
      writeFileSync(segmentPath(folder, 1), whole);
      assert.deepEqual([...before, ...readAll(reader)], texts, `cut at ${length}`);
      reader.close();
    }
  });
});

test('a damaged segment costs its rest, not the next one', () => {
  inFolder((folder) => {
    const first = encode(entryKind.stdout, 1n, Buffer.from('one'));
    const second = encode(entryKind.stdout, 2n, Buffer.from('two'));
    second.writeUInt8(0, second.length - 1);
    writeFileSync(segmentPath(folder, 1), Buffer.concat([first, second]));
    writeFileSync(segmentPath(folder, 2), encode(entryKind.stderr, 3n, Buffer.from('three')));
    const reader = new JournalReader(folder, journalStart);
    assert.deepEqual(readAll(reader), ['one', 'three']);
    assert.equal(reader.damagedBytes, second.length);
    reader.close();
  });
});

test('what does not fit is counted, and said at the end', () => {
  inFolder((folder) => {
    const writer = writerIn(folder, 0);
    assert.equal(writer.append(entryKind.stdout, 1n, Buffer.from('a\nb\n')), false);
    assert.deepEqual(writer.lost, { bytes: 4, lines: 2 });
    assert.equal(writer.reason, 'spool full');
    writer.end(2n);
    writer.close();
    const reader = new JournalReader(folder, journalStart);
    assert.deepEqual(readAll(reader), [
      JSON.stringify({ bytes: 4, lines: 2, reason: 'spool full' }),
      '',
    ]);
    reader.close();
  });
});

function readAll(reader: JournalReader): string[] {
  const texts: string[] = [];
  for (let entry = reader.next(); entry; entry = reader.next())
    texts.push(entry.payload.toString());
  return texts;
}
