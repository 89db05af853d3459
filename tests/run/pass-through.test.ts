// A program under `groundcrew run` does not notice it: bytes, order, exit codes, signals, input, arguments, terminal.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { cleanEnvironment, eventually, program, temporaryFolder } from '../harness/server.ts';
import { nowhere, processesOf, runCrew, startCrew } from './crew.ts';

const folder = temporaryFolder();
const spool = join(folder.path, 'spool');
after(() => folder.remove());

/** Without a server it says so at the end, after everything the program wrote. */
const waiting = /groundcrew: \d+ KiB of run \S+ wait in the spool .*\n$/;

describe('outputs', () => {
  test('every byte of both, also those that are no text', async () => {
    const script = `
      const all = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
      const fs = require('node:fs');
      for (let round = 0; round < 2000; round++) fs.writeSync(1, all);
      fs.writeSync(2, 'e'.repeat(100000));`;
    const { code, stdout, stderr } = await runCrew([process.execPath, '-e', script], { spool });
    assert.equal(code, 0);
    const all = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
    assert.ok(stdout.equals(Buffer.concat(Array.from({ length: 2000 }, () => all))));
    assert.equal(stderr.replace(waiting, ''), 'e'.repeat(100_000));
  });

  test('they are pipes that can be opened again', async () => {
    const { stdout } = await runCrew(
      ['sh', '-c', 'echo again > /dev/stdout; test -p /dev/stdout && echo pipe'],
      { spool },
    );
    assert.equal(stdout.toString(), 'again\npipe\n');
  });

  test('a reader that goes away ends the program, as without us', () => {
    const pipe = `"$0" "$1" run --wait 0 sh -c 'while :; do echo line; done' | head -n 2`;
    const { stdout, error } = spawnSync('sh', ['-c', pipe, process.execPath, program], {
      env: cleanEnvironment({ GROUNDCREW_SPOOL: spool, GROUNDCREW_URL: nowhere }),
      timeout: 20_000,
      encoding: 'utf8',
    });
    assert.equal(error, undefined);
    assert.equal(stdout, 'line\nline\n');
  });

  test('what the program leaves behind holds nobody up, and is still passed on', async () => {
    const crew = startCrew(['sh', '-c', '(sleep 1; echo late) & echo early'], { spool });
    const started = performance.now();
    const exit = new Promise((resolve) => crew.child.once('exit', resolve));
    assert.equal(await exit, 0);
    assert.ok(!crew.stdout().includes('late'), `ended after ${performance.now() - started} ms`);
    await crew.ended;
    assert.equal(crew.stdout().toString(), 'early\nlate\n');
  });
});

describe('the end', () => {
  for (const code of [0, 1, 7, 125, 255]) {
    test(`exit code ${code}`, async () => {
      assert.equal((await runCrew(['sh', '-c', `exit ${code}`], { spool })).code, code);
    });
  }

  for (const signal of ['SIGTERM', 'SIGKILL', 'SIGUSR1'] as const) {
    test(`by ${signal}`, async () => {
      const end = await runCrew(['sh', '-c', `kill -${signal.slice(3)} $$`], { spool });
      assert.equal(end.signal, signal);
    });
  }

  test('a program that is not there, and one that cannot be run', async () => {
    const missing = await runCrew(['groundcrew-no-such-program'], { spool });
    assert.equal(missing.code, 127);
    assert.match(missing.stderr, /there is no such program/);
    assert.equal((await runCrew(['/etc/passwd'], { spool })).code, 126);
  });
});

describe('signals', () => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGQUIT'] as const) {
    test(`${signal} to groundcrew run reaches the program, once`, async () => {
      const script = `
        let times = 0;
        process.on('${signal}', () => { times += 1; setTimeout(() => { console.log('got ' + times); process.exit(9); }, 100); });
        console.log('ready');
        setInterval(() => {}, 1000);`;
      const crew = startCrew([process.execPath, '-e', script], { spool });
      await eventually('the program is ready', () => crew.stdout().includes('ready'));
      crew.child.kill(signal);
      assert.equal((await crew.ended).code, 9);
      assert.equal(crew.stdout().toString(), 'ready\ngot 1\n');
    });
  }

  test('a signal to the whole group, such as ctrl-C makes, comes once as well', () => {
    const script = `
      let times = 0;
      process.on('SIGINT', () => { times += 1; setTimeout(() => { console.log('got ' + times); process.exit(9); }, 150); });
      console.log('ready');
      setInterval(() => {}, 1000);
      process.kill(0, 'SIGINT');`;
    // setsid: the group must not be that of this test.
    const { status, stdout } = spawnSync(
      'setsid',
      ['--wait', process.execPath, program, 'run', process.execPath, '-e', script],
      {
        env: cleanEnvironment({ GROUNDCREW_SPOOL: spool, GROUNDCREW_URL: nowhere }),
        timeout: 20_000,
        encoding: 'utf8',
      },
    );
    assert.equal(stdout, 'ready\ngot 1\n');
    assert.equal(status, 9);
  });

  test('the program goes on when groundcrew run is killed', async () => {
    const done = join(folder.path, 'done');
    const crew = startCrew(['sh', '-c', `echo one; sleep 0.3; echo two; echo >${done}`], { spool });
    await eventually('it runs', () => crew.stdout().length > 0 && processesOf(crew) !== undefined);
    crew.child.kill('SIGKILL');
    await crew.ended;
    assert.equal(crew.stdout().toString(), 'one\ntwo\n');
    assert.ok(existsSync(done));
  });
});

describe('input and environment', () => {
  test('input arrives whole, with its end', async () => {
    const crew = startCrew(['wc', '-c'], { spool, stdin: 'pipe' });
    crew.child.stdin?.end(Buffer.alloc(300_000, 'x'));
    await crew.ended;
    assert.equal(crew.stdout().toString().trim(), '300000');
  });

  test("options after the program are the program's", async () => {
    const { stdout } = await runCrew(['echo', '--name', 'x', '--', '-t', '--help'], { spool });
    assert.equal(stdout.toString(), '--name x -- -t --help\n');
  });

  test('the program finds its run and where to send to', async () => {
    const script =
      'echo "$OTEL_EXPORTER_OTLP_ENDPOINT $OTEL_SERVICE_NAME $OTEL_RESOURCE_ATTRIBUTES $GROUNDCREW_RUN_ID"';
    const { stdout } = await runCrew(['sh', '-c', script], {
      spool,
      env: { OTEL_RESOURCE_ATTRIBUTES: 'team=a' },
      options: ['--name', 'report'],
    });
    assert.match(
      stdout.toString(),
      /^http:\/\/127\.0\.0\.1:9 report team=a,service\.name=report,run\.id=([\da-f-]{36}) \1\n$/,
    );
  });
});

describe('--tty', () => {
  test('the program has a terminal, and its exit code comes through', async () => {
    const { code, stdout } = await runCrew(
      ['sh', '-c', 'test -t 0 && test -t 1 && test -t 2 && echo terminal; stty size; exit 5'],
      {
        spool,
        options: ['--tty'],
      },
    );
    assert.equal(stdout.toString(), 'terminal\r\n24 80\r\n');
    assert.equal(code, 5);
  });

  test('a window that changes its size, and keys, reach the program', (context) => {
    if (spawnSync('script', ['--version']).status !== 0) {
      console.error('*** SKIPPED: script(1) is not on this machine ***');
      context.skip('script');
      return;
    }
    const inner =
      'read key; echo key $key; : > "$READY"; while test "$(stty size)" = "30 90"; do sleep 0.02; done; stty size';
    // The terminal of script(1) is the window; its size changes while the program waits for that.
    const outer = `stty rows 30 cols 90; "$NODE" "$PROGRAM" run --tty sh -c '${inner}' < /dev/tty & until test -e "$READY"; do sleep 0.02; done; stty rows 41 cols 101 < /dev/tty; wait`;
    const { stdout } = spawnSync('script', ['-qec', outer, '/dev/null'], {
      env: cleanEnvironment({
        GROUNDCREW_SPOOL: spool,
        GROUNDCREW_URL: nowhere,
        READY: join(folder.path, 'ready'),
        NODE: process.execPath,
        PROGRAM: program,
      }),
      input: 'k\n',
      timeout: 20_000,
      encoding: 'utf8',
    });
    assert.match(stdout, /key k\r+\n41 101\r+\n/);
  });

  test('a program that is not there', async () => {
    assert.equal(
      (await runCrew(['groundcrew-no-such-program'], { spool, options: ['--tty'] })).code,
      127,
    );
  });
});
