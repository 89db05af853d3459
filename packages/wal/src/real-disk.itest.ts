// The log on a real file system: modes of its files, killed without warning, a disk that is really full, and files that
// the engine reads as they are.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Metrics, silentLog, systemClock } from '@groundcrew/runtime';
import { nodeFileSystem } from './node-file-system.ts';
import { openWal } from './open-wal.ts';
import { appendBody, bodiesOf, testEntry } from './testing/test-log.ts';
import type { Wal } from './wal.ts';

let dir: string;
before(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'groundcrew-wal-'));
});
after(() => fs.rmSync(dir, { recursive: true, force: true }));

const open = (name: string): Promise<Wal> =>
  openWal({
    dir: path.join(dir, name),
    clock: systemClock,
    log: silentLog,
    metrics: new Metrics(),
  });

/** Runs a module's text in a process of its own, which has this package as `wal` and the folder as `dir`. */
function child(folder: string, text: string, command: string[] = []) {
  const imports = `
    import { nodeFileSystem } from ${JSON.stringify(new URL('./node-file-system.js', import.meta.url))};
    import { openWal } from ${JSON.stringify(new URL('./open-wal.js', import.meta.url))};
    import { appendBody, bodiesOf } from ${JSON.stringify(new URL('./testing/test-log.js', import.meta.url))};
    import { Metrics, silentLog, systemClock } from ${JSON.stringify(import.meta.resolve('@groundcrew/runtime'))};
    const dir = ${JSON.stringify(folder)};
    const open = () => openWal({ dir, clock: systemClock, log: silentLog, metrics: new Metrics() });`;
  const program = [process.execPath, '--input-type=module', '-e', imports + text];
  const [file = '', ...args] = [...command, ...program];
  return spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
}

describe('log on a real disk', () => {
  it('makes a folder of mode 0700 and files of mode 0600, and writes more buffers than one call takes', async () => {
    const wal = await open('modes');
    const entries = Array.from({ length: 3000 }, (_, index) => testEntry(`line ${index}`));
    await wal.append(entries, 3000, 'key');
    await wal.close();
    const segment = await wal.nextSealed();
    assert(segment);
    assert.equal(segment.rows, 3000);
    assert.equal(fs.statSync(segment.path).size, segment.sizeBytes);
    const bodies = await bodiesOf(nodeFileSystem, segment);
    assert.deepEqual(
      bodies,
      entries.map(({ body }) => String(body)),
    );
    assert.equal(fs.statSync(path.join(dir, 'modes')).mode & 0o777, 0o700);
    for (const name of fs.readdirSync(path.join(dir, 'modes'))) {
      assert.equal(fs.statSync(path.join(dir, 'modes', name)).mode & 0o777, 0o600, name);
    }
    await wal.trim(segment);
    assert.deepEqual(fs.readdirSync(path.join(dir, 'modes')).sort(), ['keys-1', 'log']);
  });

  it('keeps what it acknowledged when killed', async () => {
    const folder = path.join(dir, 'killed');
    const acknowledged: string[] = [];
    for (let life = 0; life < 5; life += 1) {
      const writer = child(
        folder,
        `const wal = await open();
         for (let n = 0; ; n += 1) {
           const body = '${life} ' + n;
           await appendBody(wal, body);
           console.log(body);
         }`,
      );
      let seen = '';
      for await (const chunk of writer.stdout) {
        seen += String(chunk);
        if (seen.length > 500) writer.kill('SIGKILL');
      }
      acknowledged.push(...seen.split('\n').slice(0, -1));
    }
    const wal = await open('killed');
    await wal.close();
    const found: string[] = [];
    for (let segment = await wal.nextSealed(); segment; segment = await wal.nextSealed()) {
      assert(segment.isRecovered);
      found.push(...(await bodiesOf(nodeFileSystem, segment)));
    }
    assert.equal(new Set(found).size, found.length);
    const missing = acknowledged.filter((body) => !found.includes(body));
    assert.deepEqual(missing, []);
  });

  it('is readable by the engine as RowBinary', async () => {
    const wal = await open('engine');
    await appendBody(wal, '{"a":1}\n{"a":2}');
    await wal.append([{ ...testEntry('text'), meta: '{"service":"shop"}', kind: 2 }], 1);
    await wal.close();
    const segment = await wal.nextSealed();
    assert(segment);
    const { query } = createRequire(import.meta.url)('chdb');
    const structure =
      'magic UInt32, crc UInt32, kind UInt8, received_ns Int64, meta String, body String';
    const rows = query(
      `SELECT kind, received_ns, meta, body FROM file('${segment.path}', RowBinary, '${structure}') WHERE kind > 0`,
      'JSONCompactEachRow',
    );
    assert.deepEqual(
      String(rows)
        .trim()
        .split('\n')
        .map((row) => JSON.parse(row)),
      [
        [1, 1, '', '{"a":1}\n{"a":2}'],
        [2, 1, '{"service":"shop"}', 'text'],
      ],
    );
  });

  it('a full disk answers 503 within a second and is left again without a restart', async (t) => {
    const mount = path.join(dir, 'tmpfs');
    fs.mkdirSync(mount);
    const script = 'mount -t tmpfs -o size=2m tmpfs "$0" && exec "$@"';
    const run = child(
      path.join(mount, 'log'),
      `import fs from 'node:fs';
       const wal = await open();
       const kept = [];
       let error;
       for (let n = 0; !error && n < 100; n += 1) {
         const body = n + ' ' + 'x'.repeat(100_000);
         const started = performance.now();
         await appendBody(wal, body).then(() => kept.push(n), (e) => (error = e));
         if (error && performance.now() - started > 1000) throw new Error('slow');
       }
       if (error?.status !== 503 || error.code !== 'log-full') throw error;
       const taken = [];
       const take = async () => {
         const segment = await wal.nextSealed();
         if (!segment) return false;
         for (const body of await bodiesOf(nodeFileSystem, segment)) taken.push(parseInt(body));
         await wal.trim(segment);
         return true;
       };
       await take();
       const deadline = performance.now() + 5000;
       for (let done = false; !done; ) {
         if (performance.now() > deadline) throw new Error('does not recover');
         done = await appendBody(wal, '1000').then(() => true, () => new Promise((r) => setTimeout(r, 20, false)));
       }
       await wal.close();
       while (await take());
       if (String(taken) !== String([...kept, 1000])) throw new Error(taken + ' for ' + kept);
       console.log('kept ' + kept.length);`,
      ['unshare', '-Urm', 'sh', '-c', script, mount],
    );
    let output = '';
    let errors = '';
    run.stdout.on('data', (chunk) => (output += chunk));
    run.stderr.on('data', (chunk) => (errors += chunk));
    const code = await new Promise<number | string>((resolve) => {
      run.once('error', (error) => resolve(String(error)));
      run.once('close', (status) => resolve(status ?? 'killed'));
    });
    if (/unshare|mount:|ENOENT/.test(errors + String(code)))
      return t.skip('no user namespaces here');
    assert.equal(code, 0, errors);
    assert.match(output, /kept \d\d/);
  });
});
