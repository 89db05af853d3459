// A server delivers what runs of its machine have left behind, without being asked; runs for other servers are left alone.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findEventually } from '../harness/api.ts';
import {
  childrenOf,
  eventually,
  freePort,
  startServer,
  temporaryFolder,
} from '../harness/server.ts';
import { type Crew, nowhere, runCrew, startCrew } from './crew.ts';

test('a server adopts the runs left for it, once, and no others', async () => {
  const folder = temporaryFolder();
  const spool = join(folder.path, 'spool');
  const port = await freePort();
  const options = ['--name', 'orphan'];
  const url = `http://localhost:${port}`;
  await runCrew(['echo', 'for me'], { spool, options, url });
  await runCrew(['echo', 'for another'], { spool, options, url: nowhere });
  await killAllAtFirstOutput(
    startCrew(['sh', '-c', 'echo killed; exec sleep 2'], { spool, options, url }),
  );
  const runs = () => readdirSync(spool).filter((name) => /^[\da-f]{8}-/.test(name));
  assert.equal(runs().length, 3);
  const server = await startServer(join(folder.path, 'data'), {
    port,
    env: { GROUNDCREW_SPOOL: spool },
  });
  try {
    const records = await findEventually(server.url, 'service:orphan', 2);
    assert.deepEqual(records.map(({ body }) => body).sort(), ['for me', 'killed']);
    await eventually('one run is left, the other one', () => runs().length === 1);
    assert.equal((await findEventually(server.url, 'service:orphan', 2)).length, 2);
    assert.match(server.stderr(), /delivering runs that were left behind/);
  } finally {
    await server.stop();
    folder.remove();
  }
});

/** In the very moment in which something comes out: that is kept already. */
async function killAllAtFirstOutput(crew: Crew): Promise<void> {
  assert.ok(crew.child.stdout);
  const output = once(crew.child.stdout, 'data');
  const pid = crew.child.pid ?? 0;
  let recorder: number | undefined;
  // Found before, because looking takes longer than the moment lasts.
  await eventually('the recorder runs', () => (recorder = childrenOf(pid)[0]) !== undefined);
  assert.ok(recorder);
  await output;
  process.kill(recorder, 'SIGKILL');
  crew.child.kill('SIGKILL');
  await crew.ended;
}
