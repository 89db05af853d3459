// An export many times as large as the memory of a query.
import assert from 'node:assert/strict';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { openTestApi, openTestStore, type TestApi, type TestStore } from './testing/open-api.ts';

const rows = 24_000;
const minutes = 12;
const start = '2026-03-01T10:00:00Z';
const stepMs = (minutes * 60_000) / rows;
const runId = '01980000-0000-7000-8000-000000000001';

describe('an export that does not fit in memory', () => {
  let store: TestStore;
  let api: TestApi;
  before(async () => {
    store = await openTestStore();
    api = await openTestApi(store.store, { limits: { queryMemoryBytes: 100_000_000 } });
    // Half of the minutes are in the roll-up; the others look empty and are only found to be large when they are read.
    await store.command(`INSERT INTO groundcrew.logs (time, observed_time, service, body, batch, row, run_id)
      SELECT toDateTime64('2026-03-01 10:00:00', 9, 'UTC') + toIntervalMillisecond(number * ${stepMs}) AS at, at,
        'shop', concat('line ', toString(number), ' ', repeat(hex(sipHash64(number)), 400)), 1, number, '${runId}' FROM numbers(${rows})
      SETTINGS max_block_size = 1024, min_insert_block_size_rows = 2048, min_insert_block_size_bytes = 1`);
    await store.command(`INSERT INTO groundcrew.logs_per_minute (minute, service, severity_number, rows, bytes, batch)
      SELECT toStartOfMinute(time), service, severity_number, count(), sum(length(body)), 1 FROM groundcrew.logs
      WHERE toMinute(time) < ${minutes / 2} GROUP BY ALL`);
    await store.command(`INSERT INTO groundcrew.runs (run_id, version, job, state, host, service, command, started_at, ended_at, updated_at, received_at)
      SELECT '${runId}', 1, 'shop', 'succeeded', 'web-1', 'shop', ['shop'], min(time), max(time), max(time), max(time) FROM groundcrew.logs`);
  });
  after(async () => {
    await api.close();
    await store.close();
  });

  for (const order of ['asc', 'desc'] as const) {
    it(`has every record once, ${order}`, async () => {
      const answer = await fetch(
        `${api.url}/api/logs/export?start=${start}&end=now&query=line&order=${order}`,
      );
      assert.equal(answer.status, 200);
      assert.ok(answer.body);
      const numbers: number[] = [];
      for await (const line of createInterface({ input: Readable.fromWeb(answer.body) })) {
        numbers.push(Number(/"body":"line (\d+) /.exec(line)?.[1]));
      }
      const expected = Array.from({ length: rows }, (_, number) => number);
      assert.deepEqual(numbers, order === 'asc' ? expected : expected.reverse());
    });
  }

  it('of a run has every line once, each with the gap before it', async () => {
    const answer = await fetch(`${api.url}/api/runs/${runId}/lines?format=ndjson`);
    assert.equal(answer.status, 200, answer.ok ? '' : await answer.text());
    assert.ok(answer.body);
    let next = 0;
    for await (const line of createInterface({ input: Readable.fromWeb(answer.body) })) {
      assert.equal(Number(/"body":"line (\d+) /.exec(line)?.[1]), next);
      assert.equal(Number(/"gap_ns":(\d+)\}$/.exec(line)?.[1]), next === 0 ? 0 : stepMs * 1e6);
      next += 1;
    }
    assert.equal(next, rows);
  });

  it('is refused in words when one record alone is too large', async () => {
    const small = await openTestApi(store.store, { limits: { queryMemoryBytes: 1_000_000 } });
    const answer = await fetch(`${small.url}/api/logs/export?start=${start}&end=now&query=line`);
    assert.equal(answer.status, 422);
    const { code } = Object(await answer.json()) as { code?: string };
    assert.equal(code, 'query-too-large');
    await small.close();
  });
});
