// make demo: a real shop runs under Groundcrew. One request is found in all its programs by its id, an error with its
// stack trace, the report's run with its slow step; ctrl-C ends every process.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { find } from '../harness/api.ts';
import { cleanEnvironment, eventually, temporaryFolder } from '../harness/server.ts';

const root = resolve(import.meta.dirname, '../../..');
const hasNginx = spawnSync('nginx', ['-v'], { stdio: 'ignore' }).status === 0;
/** Far more than it takes. */
const reachMs = 60_000;

/** Processes that were started with this text in their environment; none where there is no /proc. */
function processesWith(text: string): string[] {
  const isOurs = (pid: string) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(text);
    } catch {
      return false;
    }
  };
  return process.platform === 'linux' ? readdirSync('/proc').filter(isOurs) : [];
}

describe('make demo', () => {
  const folder = temporaryFolder();
  const data = join(folder.path, 'demo data');
  let demo: ChildProcess;
  let exited: Promise<unknown[]>;
  let url = '';

  before(async () => {
    demo = spawn(process.execPath, [join(root, 'examples/demo.ts')], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: cleanEnvironment({ DEMO_LISTEN: '127.0.0.1:0', DEMO_DATA: data }),
    });
    exited = once(demo, 'exit');
    let said = '';
    demo.stdout?.setEncoding('utf8').on('data', (text: string) => (said += text));
    await eventually(
      'it says where it is',
      () => {
        assert.equal(demo.exitCode, null, 'the demo ended');
        return said.includes('Ctrl-C stops');
      },
      reachMs,
    );
    url = /runs at (http:\/\/[\d.:]+)/.exec(said)?.[1] ?? '';
  });

  after(async () => {
    if (demo.exitCode === null) demo.kill('SIGKILL');
    await exited;
    folder.remove();
  });

  it('shows one request on its way', async () => {
    const way = [...(hasNginx ? ['nginx'] : []), 'stock', 'web', 'worker'];
    const seen = async () => {
      for (const { request_id: id } of await find(url, 'service:worker request_id:*', 20)) {
        const records = await find(url, `request:${id ?? ''}`);
        const services = new Set(records.map(({ service }) => service));
        if (way.every((each) => services.has(each))) return true;
      }
      return false;
    };
    await eventually('a request went all the way', seen, reachMs);
  });

  it('shows an error with its stack trace', async () => {
    const query = 'service:stock level:error';
    await eventually('the stock ran out', async () => (await find(url, query)).length > 0, reachMs);
    const [record] = await find(url, query);
    assert.match(JSON.stringify(record), /OutOfStock/);
    assert.match(JSON.stringify(record), /stock\.(py|ts)/);
  });

  it('shows the report with its slow step', async () => {
    const query = 'service:sales-report run_id:*';
    let times: number[] = [];
    await eventually(
      'the report compared its pairs',
      async () => {
        const records = await find(url, query);
        const isDone = records.some(({ body }) => body.startsWith('found '));
        const ofStep = records.filter(({ body }) => /^(read|found) /.test(body));
        times = ofStep.slice(-2).map(({ time }) => Date.parse(time));
        return isDone;
      },
      reachMs,
    );
    const [end = 0, start = 0] = times;
    assert.ok(end - start > 100, `the slow step took ${end - start} ms`);
  });

  it('ends everything on ctrl-C', async () => {
    assert.ok(process.platform !== 'linux' || processesWith(data).length > 5);
    demo.kill('SIGINT');
    const [code] = await exited;
    assert.equal(code, 0);
    await eventually('no process is left', () => processesWith(data).length === 0);
  });
});
