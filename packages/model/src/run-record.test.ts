import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readRunRecord, runLimits, type RunRecord, runStates } from './run-record.ts';

const minimal = {
  run_id: '018f0000-0000-7000-8000-000000000001',
  version: 1,
  job: 'backup',
  state: 'running',
  started_at: '2026-11-20T10:00:00Z',
};

const reasonOf = (more: object) => readRunRecord({ ...minimal, ...more }).reason;
function recordOf(more: object): RunRecord {
  const { record, reason } = readRunRecord({ ...minimal, ...more });
  assert.ok(record, reason);
  return record;
}

describe('records of runs', () => {
  it('are read with what is absent filled in', () => {
    const record = recordOf({});
    assert.equal(record.updated_at, '2026-11-20T10:00:00.000000000Z');
    assert.equal(record.ended_at, undefined);
    assert.deepEqual([record.host, record.lines, record.samples], ['', 0, []]);
    assert.equal(recordOf({ ended_at: '2026-11-20T11:00:00Z' }).updated_at.slice(11, 13), '11');
  });

  it('are refused for wrong types, with the name of what is wrong', () => {
    const wrong: [object, RegExp][] = [
      [{ run_id: 1 }, /^run_id must be/],
      [{ run_id: 'x' }, /^run_id must be a UUID/],
      [{ version: 0 }, /^version must be/],
      [{ version: '1' }, /^version/],
      [{ job: undefined }, /^job/],
      [{ state: 'done' }, /^state must be one of running/],
      [{ started_at: 1 }, /^started_at/],
      [{ started_at: '2026-11-20T10:00:00' }, /^started_at/],
      [{ ended_at: 'later' }, /^ended_at/],
      [{ exit_code: 1.5 }, /^exit_code/],
      [{ exit_code: 2 ** 31 }, /^exit_code/],
      [{ pid: -1 }, /^pid/],
      [{ lines: Number.NaN }, /^lines/],
      [{ out_of_memory: 1 }, /^out_of_memory/],
      [{ command: [1] }, /^command/],
      [{ samples: [{ at_ms: 1 }] }, /^samples/],
    ];
    for (const [more, expected] of wrong) assert.match(reasonOf(more) ?? 'none', expected);
    for (const odd of [null, 1, 'x', [], undefined]) {
      assert.equal(readRunRecord(odd).reason, 'it is no JSON object');
    }
  });

  it('are cut and thinned to their bounds, not refused', () => {
    const long = 'ä'.repeat(100_000);
    const record = recordOf({
      job: long,
      command: Array.from({ length: 1000 }, () => long),
      samples: Array.from({ length: 5000 }, (_, at_ms) => ({ at_ms, cpu_ms: 1, memory_bytes: 1 })),
    });
    assert.equal(Buffer.byteLength(record.job), runLimits.textBytes);
    assert.equal(record.command.length, runLimits.arguments);
    assert.ok(Buffer.byteLength(record.command.join('')) <= runLimits.commandBytes);
    assert.equal(record.samples.length, runLimits.samples);
    assert.equal(record.samples.at(-1)?.at_ms, 4999, 'the last one stays');
  });

  it('keep exit codes of 32 bits, the lowest and the highest too', () => {
    for (const exit_code of [-(2 ** 31), -1, 0, 2 ** 31 - 1])
      assert.equal(recordOf({ exit_code }).exit_code, exit_code);
  });

  it('read back as they were written', () => {
    const count = fc.nat();
    const optional = fc.record(
      { exit_code: fc.integer(), signal: fc.constant('SIGKILL') },
      { requiredKeys: [] },
    );
    const given = fc.record({
      state: fc.constantFrom(...runStates),
      host: fc.string({ unit: 'binary', maxLength: 50 }),
      command: fc.array(fc.string({ unit: 'binary', maxLength: 50 }), { maxLength: 5 }),
      out_of_memory: fc.boolean(),
      lines: count,
      memory_peak_bytes: count,
    });
    fc.assert(
      fc.property(given, optional, (some, more) => {
        const record = recordOf({ ...some, ...more });
        assert.deepEqual(readRunRecord(JSON.parse(JSON.stringify(record))), { record });
      }),
    );
  });

  it('are made of anything without throwing', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...Object.keys(recordOf({}))), fc.jsonValue()),
        (json) => {
          const { record, reason } = readRunRecord(json);
          assert.ok((record === undefined) !== (reason === undefined));
        },
      ),
    );
  });
});
