// The routes about runs over the real engine: what they answer, what they refuse, and that pages and streams add up.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestApi, openTestStore, type TestApi, type TestStore } from '../testing/open-api.ts';

let store: TestStore;
let api: TestApi;

const idOf = (number: number) => `018f0000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
const good = idOf(1);
const bad = idOf(2);
const silent = idOf(3);
const alive = idOf(4);
const hostileJob = `x'); DROP TABLE groundcrew.runs; --"\\\n`;

/** SQL text of a string, for the rows of this test alone. */
const literal = (text: string) =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;

/** A run that started so many seconds ago. */
function insertRun(
  id: string,
  job: string,
  ago: number,
  more: Record<string, string> = {},
): Promise<void> {
  const started = `now64(9, 'UTC') - toIntervalSecond(${ago})`;
  const columns: Record<string, string> = {
    run_id: literal(id),
    version: '1',
    job: literal(job),
    state: "'running'",
    host: "'web-1'",
    service: literal(job),
    command: "['node', 'job.js']",
    started_at: started,
    updated_at: "now64(9, 'UTC')",
    received_at: "now64(9, 'UTC')",
    ...more,
  };
  return store.command(
    `INSERT INTO groundcrew.runs (${Object.keys(columns).join(', ')}) SELECT ${Object.values(columns).join(', ')}`,
  );
}

const ended = (ago: number) => ({
  ended_at: `now64(9, 'UTC') - toIntervalSecond(${ago})`,
  updated_at: `now64(9, 'UTC') - toIntervalSecond(${ago})`,
});

/** Lines of a run at whole seconds after its start. */
async function insertLines(id: string, batch: number, lines: readonly [number, string, number?][]) {
  for (const [index, [second, body, severity = 9]] of lines.entries()) {
    await store.command(`INSERT INTO groundcrew.logs (time, observed_time, severity_number, service, run_id, body, batch, row)
      SELECT started_at + toIntervalSecond(${second}), now64(9), ${severity}, 'backup', run_id, ${literal(body)}, ${batch}, ${index}
      FROM groundcrew.runs FINAL WHERE run_id = '${id}'`);
  }
}

before(async () => {
  store = await openTestStore();
  api = await openTestApi(store.store);
  await insertRun(good, 'backup', 7200, {
    ...ended(7200 - 20),
    version: '3',
    state: "'succeeded'",
  });
  await insertRun(bad, 'backup', 3600, {
    ...ended(3600 - 192),
    version: '9',
    state: "'killed'",
    signal: "'SIGKILL'",
    memory_peak_bytes: String(412 * 1024 * 1024),
    samples: '[(5000, 10, 1024)]',
  });
  await insertRun(bad, 'backup', 3600, { version: '8' });
  await insertRun(silent, 'sync', 600, { updated_at: "now64(9, 'UTC') - toIntervalSecond(300)" });
  await insertRun(alive, hostileJob, 10);
  await insertLines(good, 1, [
    [1, 'dump of table 17 took 3 ms'],
    [3, 'upload of part 1'],
    [20, 'done'],
  ]);
  await insertLines(bad, 2, [
    [1, 'dump of table 99 took 8 ms'],
    [2, 'upload of part 1'],
    [3, 'upload of part 2'],
    [183, 'connection to 10.0.0.1:5432 lost', 17],
  ]);
});

after(async () => {
  await api?.close();
  await store?.close();
});

async function get<Body>(path: string, status = 200): Promise<Body> {
  const response = await fetch(api.url + path);
  const text = await response.text();
  assert.equal(response.status, status, `${path}\n${text}`);
  return JSON.parse(text) as Body;
}

interface Run {
  run_id: string;
  job: string;
  state: string;
  outcome: string;
  duration_ms: number;
  started_at: string;
  samples?: unknown[];
  ended_at?: string;
}
interface Line {
  id: string;
  body: string;
  gap_ns: number;
}
interface Page {
  runs: Run[];
  next_cursor?: string;
}

test('runs come newest first, each once, in the state they are in now', async () => {
  const { runs, next_cursor } = await get<Page>('/api/runs');
  assert.deepEqual(
    runs.map(({ run_id, state }) => [run_id, state]),
    [
      [alive, 'running'],
      [silent, 'lost'],
      [bad, 'killed'],
      [good, 'succeeded'],
    ],
  );
  assert.equal(next_cursor, undefined);
  assert.equal(runs[2]?.outcome, 'killed by signal 9 after 3 min 12 s, peak 412 MiB');
  assert.match(runs[1]?.outcome ?? '', /^lost sight of after 5 min/);
  assert.equal(runs[0]?.job, hostileJob);
  assert.equal(runs[0]?.ended_at, undefined);
  assert.match(runs[3]?.started_at ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
});

test('pages follow one another without gap or repetition', async () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await get<Page>(`/api/runs?limit=1${cursor ? `&cursor=${cursor}` : ''}`);
    seen.push(...page.runs.map(({ run_id }) => run_id));
    cursor = page.next_cursor;
  } while (cursor !== undefined);
  assert.deepEqual(seen, [alive, silent, bad, good]);
});

test('filters select, and what a user wrote is never SQL', async () => {
  const idsOf = async (query: Record<string, string>) => {
    const { runs } = await get<Page>(`/api/runs?${new URLSearchParams(query).toString()}`);
    return runs.map(({ run_id }) => run_id);
  };
  assert.deepEqual(await idsOf({ job: 'backup' }), [bad, good]);
  assert.deepEqual(await idsOf({ job: hostileJob }), [alive]);
  assert.deepEqual(await idsOf({ state: 'lost' }), [silent]);
  assert.deepEqual(await idsOf({ state: 'running' }), [alive]);
  assert.deepEqual(await idsOf({ service: 'sync', host: 'web-1' }), [silent]);
  assert.deepEqual(await idsOf({ host: "' OR 1=1 --" }), []);
  assert.deepEqual(await idsOf({ id: bad.slice(0, 20) }), [alive, silent, bad, good]);
  assert.deepEqual(await idsOf({ id: bad }), [bad]);
  assert.deepEqual(await idsOf({ start: '-90m', end: '-30m' }), [bad]);
});

test('one run comes with its samples and the last good run before it', async () => {
  const { run, last_good } = await get<{ run: Run; last_good: Run }>(`/api/runs/${bad}`);
  assert.deepEqual(run.samples, [{ at_ms: 5000, cpu_ms: 10, memory_bytes: 1024 }]);
  assert.equal(run.duration_ms, 192_000);
  assert.equal(last_good.run_id, good);
  const first = await get<{ last_good?: Run }>(`/api/runs/${good.toUpperCase()}`);
  assert.equal(first.last_good, undefined);
});

test('lines come in order with the gap before each, in pages and as a stream', async () => {
  const gaps = [1e9, 1e9, 1e9, 180e9];
  const { lines } = await get<{ lines: Line[] }>(`/api/runs/${bad}/lines`);
  assert.deepEqual(
    lines.map(({ gap_ns }) => gap_ns),
    gaps,
  );
  const paged: Line[] = [];
  let cursor: string | undefined;
  do {
    const path = `/api/runs/${bad}/lines?limit=1${cursor ? `&cursor=${cursor}` : ''}`;
    const page = await get<{ lines: Line[]; next_cursor?: string }>(path);
    paged.push(...page.lines);
    cursor = page.next_cursor;
  } while (cursor !== undefined);
  assert.deepEqual(paged, lines);
  const response = await fetch(`${api.url}/api/runs/${bad}/lines?format=ndjson`);
  const streamed = (await response.text()).trimEnd().split('\n');
  assert.match(response.headers.get('content-type') ?? '', /ndjson/);
  assert.deepEqual(
    streamed.map((line) => JSON.parse(line) as Line),
    lines,
  );
  assert.deepEqual(await get(`/api/runs/${silent}/lines`), { lines: [] });
});

test('the slowest gaps come with the lines around them, start and end included', async () => {
  interface Gap {
    gap_ns: number;
    at_ms: number;
    before?: Line;
    after?: Line;
  }
  const { gaps } = await get<{ gaps: Gap[] }>(`/api/runs/${bad}/gaps?limit=3`);
  const [longest, end, next] = gaps;
  assert.equal(gaps.length, 3);
  assert.deepEqual([longest?.gap_ns, longest?.at_ms], [180e9, 3000]);
  assert.equal(longest?.before?.body, 'upload of part 2');
  assert.equal(longest?.after?.body, 'connection to 10.0.0.1:5432 lost');
  assert.deepEqual([end?.gap_ns, end?.at_ms, end?.after], [9e9, 183_000, undefined]);
  assert.deepEqual([next?.gap_ns, next?.at_ms, next?.before], [1e9, 0, undefined]);
  assert.deepEqual(await get(`/api/runs/${silent}/gaps`), { gaps: [] });
});

test('a comparison shows messages of one run alone and where the time went', async () => {
  interface Side {
    run: Run;
    lines: number;
    levels: Record<string, number>;
  }
  interface Compared {
    here: Side;
    there: Side;
    duration_difference_ms: number;
    only_here: { pattern: string; lines: number }[];
    only_there: { pattern: string }[];
    time: { pattern: string; time_ms: number; other_time_ms: number }[];
    is_complete: boolean;
  }
  const compared = await get<Compared>(`/api/runs/${bad}/compare`);
  assert.equal(compared.there.run.run_id, good);
  assert.equal(compared.duration_difference_ms, 172_000);
  assert.deepEqual(compared.here.levels, { info: 3, error: 1 });
  assert.deepEqual(
    compared.only_here.map(({ pattern, lines }) => [pattern, lines]),
    [['connection to <*> lost', 1]],
  );
  assert.deepEqual(
    compared.only_there.map(({ pattern }) => pattern),
    ['done'],
  );
  const [slowest] = compared.time;
  assert.equal(slowest?.pattern, 'upload of part <*>');
  assert.deepEqual([slowest.time_ms, slowest.other_time_ms], [181_000, 17_000]);
  assert.ok(compared.is_complete);
  const turned = await get<Compared>(`/api/runs/${good}/compare?with=${bad}`);
  assert.equal(turned.duration_difference_ms, -172_000);
  assert.deepEqual(
    turned.only_here.map(({ pattern }) => pattern),
    ['done'],
  );
});

test('jobs come with their strip, success rate, median and schedule', async () => {
  for (let number = 0; number < 8; number++) {
    // Every ten minutes; the fourth one never started.
    if (number === 4) continue;
    const ago = 700 + number * 600;
    await insertRun(idOf(100 + number), 'hourly', ago, { ...ended(ago - 5), state: "'succeeded'" });
  }
  interface Job {
    job: string;
    last: Run;
    runs: { run_id: string; state: string; duration_ms: number }[];
    success_rate?: number;
    median_duration_ms?: number;
    schedule?: { every_ms: number; next: string; missed: string[] };
  }
  const { jobs } = await get<{ jobs: Job[] }>('/api/runs/jobs');
  assert.deepEqual(
    jobs.map(({ job }) => job),
    [hostileJob, 'sync', 'hourly', 'backup'],
  );
  const [newest, , hourly, backup] = jobs;
  assert.equal(newest?.success_rate, undefined);
  assert.equal(backup?.success_rate, 0.5);
  assert.equal(backup.median_duration_ms, 20_000);
  assert.equal(backup.schedule, undefined);
  assert.equal(hourly?.runs.length, 7);
  assert.ok(Math.abs((hourly.schedule?.every_ms ?? 0) - 600_000) < 1000);
  // That one, and the one that is due since 100 seconds.
  assert.equal(hourly.schedule?.missed.length, 2);
  const { jobs: one } = await get<{ jobs: Job[] }>('/api/runs/jobs?job=hourly&runs=2');
  assert.deepEqual(
    one.map(({ job, runs }) => [job, runs.length]),
    [['hourly', 2]],
  );
});

test('what cannot be is refused with what to do', async () => {
  const refusals: [string, number, string][] = [
    [`/api/runs/${idOf(77)}`, 404, 'unknown-run'],
    [`/api/runs/${idOf(77)}/lines`, 404, 'unknown-run'],
    ['/api/runs/1', 400, 'bad-parameter'],
    [`/api/runs/${good}/compare`, 404, 'no-good-run'],
    [`/api/runs/${good}/compare?with=${idOf(77)}`, 404, 'unknown-run'],
    ['/api/runs?cursor=1', 400, 'bad-id'],
    ['/api/runs?state=done', 400, 'bad-parameter'],
    ['/api/runs?limit=1001', 400, 'bad-parameter'],
    [`/api/runs/${good}/lines?limit=10001`, 400, 'bad-parameter'],
    [`/api/runs/${good}/lines?cursor=x`, 400, 'bad-id'],
    ['/api/runs/jobs?runs=101', 400, 'bad-parameter'],
  ];
  for (const [path, status, code] of refusals) {
    const problem = await get<{ code: string }>(path, status);
    assert.equal(problem.code, code, path);
  }
});
