// Records of runs through the real program: sent, killed, found, shown; beside them the lines of the runs.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { ingest } from '../harness/api.ts';
import {
  cleanEnvironment,
  eventually,
  program,
  type Server,
  startServer,
  temporaryFolder,
} from '../harness/server.ts';

const folder = temporaryFolder();
let server: Server;
before(async () => {
  server = await startServer(folder.path);
});
after(async () => {
  await server?.stop();
  folder.remove();
});

const started = Date.now() - 600_000;
const at = (ms: number) => new Date(started + ms).toISOString();
const idOf = (number: number) => `018f0000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
const good = idOf(1);
const bad = `018f0001${idOf(2).slice(8)}`;

interface Sent {
  run_id: string;
  version: number;
  state: string;
  [member: string]: unknown;
}
const record = (run_id: string, version: number, state: string, more: object = {}): Sent => ({
  run_id,
  version,
  state,
  job: 'backup',
  started_at: at(0),
  updated_at: new Date().toISOString(),
  command: ['pg_dump', '\u001b[2J'],
  ...more,
});
const killed = record(bad, 3, 'killed', {
  ended_at: at(192_000),
  signal: 'SIGKILL',
  memory_peak_bytes: 412 * 1024 ** 2,
  lines: 3,
});

async function send(lines: readonly unknown[]): Promise<Record<string, unknown>> {
  const body = lines.map((line) => JSON.stringify(line)).join('\n');
  const answer = await fetch(`${server.url}/ingest/runs`, { method: 'POST', body });
  const text = await answer.text();
  assert.ok(answer.status === 200 || answer.status === 400, text);
  return { ...(JSON.parse(text) as object), status: answer.status };
}

async function get<Body>(path: string): Promise<Body> {
  const answer = await fetch(server.url + path);
  const text = await answer.text();
  assert.equal(answer.status, 200, `${path}\n${text}`);
  return JSON.parse(text) as Body;
}

async function crew(...args: string[]): Promise<{ stdout: string; stderr: string; code: number }> {
  const env = cleanEnvironment({ GROUNDCREW_URL: server.url });
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, ...args], {
      env,
    });
    return { stdout, stderr, code: 0 };
  } catch (error) {
    // What execFile rejects with.
    const { stdout, stderr, code } = error as { stdout: string; stderr: string; code: number };
    return { stdout, stderr, code };
  }
}

const runsOf = async (filters = '') =>
  (await get<{ runs: { run_id: string; state: string }[] }>(`/api/runs?limit=1000${filters}`)).runs;

test('records that were acknowledged survive kill -9 of everything, whatever the order they came in', async () => {
  const lines = [
    { time: at(1000), message: 'upload of part 1' },
    { time: at(2000), message: 'upload of \u001b[31mpart 2' },
    { time: at(190_000), level: 'error', message: 'connection lost' },
  ].map((line) => JSON.stringify({ ...line, run_id: bad, service: 'backup' }));
  await ingest(server.url, lines.join('\n'));
  const ended = { started_at: at(-300_000), ended_at: at(-280_000) };
  assert.deepEqual(await send([record(good, 1, 'succeeded', ended), record(bad, 1, 'running')]), {
    accepted: 2,
    status: 200,
  });
  await send([killed]);
  const late = await send([record(bad, 2, 'running'), { ...killed, version: 'x' }]);
  assert.equal(late['accepted'], 1);
  assert.match(JSON.stringify(late), /line 2: version must be a whole number from 1/);
  // Most of these have not reached the store yet.
  await server.stop('SIGKILL');
  server = await startServer(folder.path);
  await eventually('both runs', async () => (await runsOf()).length === 2);
  await eventually('the last record counts', async () =>
    (await runsOf()).some(({ run_id, state }) => run_id === bad && state === 'killed'),
  );
  const { count } = await get<{ count: number }>(`/api/logs/count?start=-1d&query=run_id:${bad}`);
  assert.equal(count, 3);
});

test('what is no record is refused with a reason', async () => {
  const answer = await send([{ run_id: 'x' }]);
  assert.equal(answer['status'], 400);
  assert.match(JSON.stringify(answer), /line 1: started_at must be a time/);
});

test('groundcrew runs lists them', async () => {
  const { stdout, code } = await crew('runs');
  assert.equal(code, 0);
  const [head = '', first = '', second = ''] = stdout.split('\n');
  assert.match(head, /^STARTED +JOB +STATE/);
  assert.match(first, new RegExp(`backup +killed +3 min 12 s +412 MiB +3 +${bad}$`));
  assert.match(second, /backup +succeeded +20 s/);
  const json = (await crew('runs', 'backup', '-n', '1', '--json')).stdout;
  assert.equal((JSON.parse(json) as { run_id: string }).run_id, bad);
  const none = await crew('runs', 'nothing');
  assert.equal(none.code, 1);
  assert.match(none.stderr, /cannot find a run of "nothing"[^]*groundcrew runs/);
});

test('groundcrew runs show tells how a run went, line by line, for a job or the beginning of an id', async () => {
  for (const wanted of ['backup', '018f0001', bad]) {
    const { stdout, code, stderr } = await crew('runs', 'show', wanted);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^backup: killed by signal 9 after 3 min 12 s, peak 412 MiB\n/);
    assert.match(stdout, /last good +took 20 s/);
    assert.match(stdout, / \+1 s  .*upload of part 1\n/);
    assert.match(stdout, /upload of \\x1b\[31mpart 2\n/);
    assert.match(stdout, /!\+3 min 8 s  .*connection lost\n/);
    assert.doesNotMatch(stdout.replaceAll('\n', ''), /\p{Cc}/u);
  }
  const json = (await crew('runs', 'show', 'backup', '--json')).stdout.trimEnd().split('\n');
  assert.equal(json.length, 4);
  assert.equal((JSON.parse(json[3] ?? '') as { gap_ns: number }).gap_ns, 188e9);
});

test('groundcrew runs narrows the list by state, service, host, id and time, over as many pages as it takes', async () => {
  const ticks = Array.from({ length: 1005 }, (_, index) =>
    record(idOf(1000 + index), 1, index % 100 === 0 ? 'failed' : 'succeeded', {
      job: 'tick',
      service: index % 2 === 0 ? 'clock' : 'watch',
      host: `node-${index % 5}`,
      started_at: at(-100_000 + index),
      ended_at: at(-99_000 + index),
    }),
  );
  assert.equal((await send(ticks))['accepted'], ticks.length);
  const stored = async () => [
    (await runsOf('&job=tick')).length,
    (await runsOf(`&job=tick&end=${at(-99_995)}`)).length,
  ];
  await eventually('all of them', async () => (await stored()).join() === '1000,5');
  const jsonOf = async (...args: string[]) => {
    const { stdout, code, stderr } = await crew('runs', '--json', ...args);
    assert.equal(code, 0, stderr);
    assert.equal(stderr, '');
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { run_id: string; host: string; state: string });
  };
  const all = await jsonOf('tick', '-n', '1003');
  assert.deepEqual(
    all.map(({ run_id }) => run_id),
    ticks
      .slice(2)
      .map(({ run_id }) => run_id)
      .toReversed(),
  );
  assert.equal((await jsonOf('--state', 'failed')).length, 11);
  assert.equal((await jsonOf('tick', '--service', 'watch', '-n', '2000')).length, 502);
  const failed = await jsonOf('--state', 'failed', '--host', 'node-0', '--service', 'clock');
  assert.equal(failed.length, 11);
  assert.equal((await jsonOf('--host', 'node-9')).length, 0);
  assert.deepEqual(
    (await jsonOf('--id', bad.slice(0, 9).toUpperCase())).map(({ run_id }) => run_id),
    [bad],
  );
  const span = ['tick', '--since', at(-100_000), '--until', at(-99_990)];
  assert.equal((await jsonOf(...span)).length, 10);
  assert.equal((await jsonOf('tick', '--since', '1d', '--until', '3h')).length, 0);

  const first = await crew('runs', 'tick', '-n', '4');
  assert.equal(first.stdout.trimEnd().split('\n').length, 5);
  const next = /there are more: .* --until (\S+) goes on/.exec(first.stderr)?.[1] ?? '';
  const further = await jsonOf('tick', '-n', '1', '--until', next);
  assert.equal(further[0]?.run_id, ticks.at(-5)?.run_id);
  const whole = await crew('runs', ...span, '-n', '10');
  assert.equal(whole.stdout.trimEnd().split('\n').length, 11);
  assert.equal(whole.stderr, '', 'nothing is left, and nothing said');
});

test('groundcrew runs: wrong filters are refused with what is right; none found is no error', async () => {
  for (const [args, message] of [
    [['--state', 'broken'], /choices are running, succeeded, failed, killed, lost/],
    [['--id', 'not-hex'], /beginning of a run id/],
    [['--since', 'yesterdayish'], /yesterdayish/],
    [['--until', '\u001b[2J'], /cannot read/],
    [['-n', '10001'], /whole number from 1 to 10000/],
    [['-n', '1.5'], /whole number/],
    [['--service', ''], /service/],
  ] as const) {
    const { code, stderr, stdout } = await crew('runs', ...args);
    assert.equal(code, 2, `${args.join(' ')}: ${stderr}`);
    assert.match(stderr, message);
    assert.doesNotMatch(stderr.replaceAll('\n', ''), /\p{Cc}/u);
    assert.equal(stdout, '');
  }
  const none = await crew('runs', 'backup', '--state', 'lost');
  assert.deepEqual(none, {
    code: 0,
    stdout: '',
    stderr: 'groundcrew: no run passes these filters\n',
  });
});

test('errors say what to do next', async () => {
  const many = await crew('runs', 'show', '018f');
  assert.equal(many.code, 2);
  assert.match(many.stderr, /several ids begin with "018f"[^]*write more of it/);
  const none = await crew('runs', 'show', 'nothing');
  assert.match(none.stderr, /no job has that name[^]*"groundcrew runs" lists/);
  const limit = await crew('runs', '-n', '0');
  assert.equal(limit.code, 2);
});
