import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decodeLine } from './decode-line.ts';
import type { LogRecord } from './log-record.ts';
import { mapLine } from './map-line.ts';
import { cutAttribute, recordLimits } from './record-limits.ts';

const receivedNs = BigInt(Date.UTC(2024, 2, 1)) * 1_000_000n;
const file = new URL('../src/cases/lines.json', import.meta.url);

interface LineCase {
  name: string;
  line: string;
  record?: unknown;
}

/** What a record says, without what it does not say; times in nanoseconds. */
function described(record: LogRecord | undefined): unknown {
  assert.ok(record);
  assert.equal(record.observedTimeNs, receivedNs);
  const { attributes, timeNs, observedTimeNs: _, ...fields } = record;
  const said = Object.entries(fields).filter(([, value]) => value !== '' && value !== 0);
  return {
    ...(timeNs === receivedNs ? {} : { timeNs: String(timeNs) }),
    ...Object.fromEntries(said),
    attributes: Object.fromEntries(attributes),
  };
}

function map(line: string): LogRecord {
  const record = mapLine(line, { receivedNs });
  assert.ok(record);
  return record;
}

describe('mapLine', () => {
  // Lines as loggers write them. UPDATE_GOLDEN=1 writes what is mapped now; review the difference.
  const cases: LineCase[] = JSON.parse(readFileSync(file, 'utf8'));
  // oxlint-disable-next-line node/no-process-env -- a switch of the developer's, not of the program's
  if (process.env['UPDATE_GOLDEN'] === '1') {
    for (const each of cases) each.record = described(mapLine(each.line, { receivedNs }));
    writeFileSync(file, `${JSON.stringify(cases, undefined, 2)}\n`);
  }
  for (const { name, line, record } of cases) {
    it(`maps: ${name}`, () => assert.deepEqual(described(mapLine(line, { receivedNs })), record));
  }

  it('has no record for an empty line', () => {
    assert.equal(mapLine('', { receivedNs }), undefined);
  });

  it('takes defaults where the line says nothing', () => {
    const defaults = {
      receivedNs,
      service: 's',
      host: 'h',
      instance: 'i',
      release: 'r',
      runId: 'n',
    };
    const { service, host, instance, release, runId } =
      mapLine('{"service":"own"}', defaults) ?? {};
    assert.deepEqual([service, host, instance, release, runId], ['own', 'h', 'i', 'r', 'n']);
    assert.equal(mapLine('text', defaults)?.service, 's');
  });

  it('keeps the first 250 attributes and says so', () => {
    const members = Array.from({ length: 300 }, (_, index) => [`a${index}`, index] as const);
    const { attributes, body } = map(
      JSON.stringify({ ...Object.fromEntries(members), message: 'last' }),
    );
    assert.equal(attributes.size, recordLimits.attributes + 1);
    assert.equal(attributes.get('a249'), '249');
    assert.equal(attributes.get(cutAttribute), '["attributes"]');
    assert.equal(body, 'last');
  });

  it('cuts keys, values and the body, and what is left is JSON', () => {
    const line = JSON.stringify({
      message: 'ä'.repeat(200_000),
      ['k😀'.repeat(200)]: 1,
      text: '"\u0001'.repeat(20_000),
      list: Array.from({ length: 20_000 }, (_, index) => `"${index}`),
    });
    const { attributes, body } = map(line);
    assert.equal(body, 'ä'.repeat(recordLimits.bodyBytes / 2));
    assert.equal(attributes.get(cutAttribute), '["body","keys","values"]');
    assert.equal(attributes.get('k😀'.repeat(128)), '1');
    for (const json of attributes.values()) {
      assert.ok(Buffer.byteLength(json) <= recordLimits.valueBytes);
      assert.doesNotThrow(() => JSON.parse(json));
    }
    assert.ok(JSON.parse(attributes.get('list') ?? '').startsWith('["\\"0","\\"1'));
  });

  it('never throws, and keeps texts and attributes well-formed', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.json({ maxDepth: 12, stringUnit: 'binary' }),
      fc
        .array(
          fc.constantFrom(
            '{',
            '}',
            '"',
            '\\',
            ':',
            ',',
            'u',
            'd800',
            '1',
            'e9',
            '[',
            ']',
            '-',
            ' ',
          ),
        )
        .map((parts) => `{"a":${parts.join('')}`),
    );
    fc.assert(
      fc.property(line, (text) => {
        const record = mapLine(text, { receivedNs });
        assert.equal(record === undefined, text === '');
        if (!record) return;
        assert.ok(record.body.isWellFormed());
        for (const json of record.attributes.values()) JSON.parse(json);
      }),
      { numRuns: 3000 },
    );
  });

  it('does not slow down on text made to be slow', () => {
    const startedMs = performance.now();
    for (const part of [
      '"\\"',
      '{"a":',
      '[',
      '\\',
      '"',
      '1.',
      '-',
      '\\ud800',
      '{"a":1,',
      '\r',
      '1e',
    ]) {
      map(`{${part.repeat(100_000)}`);
      map(`{"a":"${part.repeat(100_000)}`);
      map(`{"a":"${part.repeat(100_000)}"}x`);
    }
    assert.ok(performance.now() - startedMs < 20_000);
  });
});

describe('decodeLine', () => {
  it('is plain decoding where the bytes are UTF-8', () => {
    assert.equal(decodeLine(Buffer.from('\ufeffä😀')), '\ufeffä😀');
  });

  it('makes one replacement of invalid bytes in a row', () => {
    const decode = (hex: string) => decodeLine(Buffer.from(hex, 'hex'));
    assert.equal(decode('61ff62fffe63'), 'a\ufffdb\ufffdc');
    assert.equal(decode('eda08061'), '\ufffda');
    assert.equal(decode('f09f98'), '\ufffd');
    assert.equal(decode('c061'), '\ufffda');
  });
});
