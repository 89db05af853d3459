// The unit of systemd and the Dockerfile: what a checker of each understands, and what the guide promises of them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';

const root = resolve(import.meta.dirname, '../../..');
const unit = join(root, 'deploy/groundcrew.service');
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

test(
  'systemd understands the unit and finds it hardened',
  {
    skip: !hasSystemd && 'SKIPPED: there is no systemd-analyze here',
  },
  () => {
    const verified = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' });
    assert.equal(verified.status, 0, verified.stderr);
    const own = verified.stderr.split('\n').filter((line) => line.includes('groundcrew.service'));
    assert.deepEqual(own, []);
    const args = ['security', '--offline=true', '--threshold=25', '--no-pager', unit];
    const rated = spawnSync('systemd-analyze', args, { encoding: 'utf8' });
    assert.equal(rated.status, 0, rated.stdout.slice(-300));
  },
);

/** Instructions with their continuation lines joined, by stage. */
function stages(text: string): { instruction: string; rest: string }[][] {
  const joined = text.replace(/^#.*\n/gm, '').replace(/\\\n\s*/g, '');
  const found: { instruction: string; rest: string }[][] = [];
  for (const line of joined.split('\n').filter((each) => each.trim() !== '')) {
    const [, instruction = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    assert.ok(known.has(instruction), `no instruction of Docker: ${line}`);
    if (instruction === 'FROM') found.push([]);
    found.at(-1)?.push({ instruction, rest });
  }
  return found;
}

const known = new Set(
  'FROM RUN COPY ENV USER WORKDIR VOLUME EXPOSE HEALTHCHECK STOPSIGNAL ENTRYPOINT CMD ARG LABEL'.split(
    ' ',
  ),
);

test('the Dockerfile: two stages, not root, health, nothing copied that is not there', () => {
  const [build = [], final = [], ...more] = stages(
    readFileSync(join(root, 'deploy/Dockerfile'), 'utf8'),
  );
  assert.deepEqual(more, []);
  const of = (stage: typeof final, name: string) =>
    stage.filter(({ instruction }) => instruction === name).map(({ rest }) => rest);
  for (const from of [...of(build, 'FROM'), ...of(final, 'FROM')]) {
    assert.match(from, /^node:24-\S+( AS build)?$/, 'a version, not latest');
  }
  for (const copy of of(build, 'COPY')) {
    for (const source of copy.split(' ').slice(0, -1)) {
      assert.ok(existsSync(join(root, source)), source);
    }
  }
  assert.deepEqual(of(final, 'USER'), ['groundcrew']);
  assert.equal(of(final, 'HEALTHCHECK').length, 1);
  for (const [name, form] of [...of(final, 'ENTRYPOINT'), ...of(final, 'CMD')].entries()) {
    assert.ok(Array.isArray(JSON.parse(form)), `the exec form, so that signals arrive: ${name}`);
  }
  const command = /CMD (\[.*\])/.exec(of(final, 'HEALTHCHECK')[0] ?? '')?.[1] ?? '[]';
  const [program, flag, code] = JSON.parse(command) as string[];
  assert.deepEqual([program, flag], ['node', '-e']);
  // Nobody listens on that port here: unhealthy, and it says so by its exit code.
  const probed = spawnSync(process.execPath, ['-e', (code ?? '').replace(':4400', ':9')]);
  assert.equal(probed.status, 1);
});
