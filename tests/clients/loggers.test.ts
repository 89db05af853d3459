// What unmodified loggers write by default is found with its fields in their places.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { findEventually, ingest } from '../harness/api.ts';
import { type Server, startServer, temporaryFolder } from '../harness/server.ts';

const root = resolve(import.meta.dirname, '../../..');
const folder = temporaryFolder();
let server: Server;
before(async () => {
  server = await startServer(join(folder.path, 'data'));
});
after(async () => {
  await server.stop();
  folder.remove();
});

/** Runs a program and sends what it printed, as it printed it. */
async function sendOutputOf(
  command: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<string> {
  const output = execFileSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  assert.ok(output.trim().length > 0, 'the program printed something');
  assert.equal(await ingest(server.url, output), output.trim().split('\n').length);
  return output;
}

function script(name: string, text: string): string {
  const path = join(folder.path, name);
  writeFileSync(path, text);
  return path;
}

test('pino as it comes', async () => {
  const path = script(
    'pino.cjs',
    `const log = require(${JSON.stringify(join(root, 'node_modules/pino'))})();
     log.info({ cart: { items: 3, total: 12.5 } }, 'pino says %s', 'hello');
     log.error(new TypeError('pino broke'));`,
  );
  await sendOutputOf(process.execPath, [path]);
  const [hello] = await findEventually(server.url, '"pino says hello"', 1);
  assert.equal(hello?.severity_number, 9);
  assert.ok(hello.host, 'hostname became the host');
  assert.ok(Math.abs(Date.parse(hello.time) - Date.now()) < 60_000, hello.time);
  assert.deepEqual([hello.attributes?.['cart.items'], hello.attributes?.['cart.total']], [3, 12.5]);
  const [broke] = await findEventually(server.url, 'level:error "pino broke"', 1);
  assert.equal(broke?.attributes?.['err.type'], 'TypeError');
  assert.match(String(broke?.attributes?.['err.stack']), /pino\.cjs/);
});

test('winston as it comes', async () => {
  const path = script(
    'winston.cjs',
    `const winston = require(${JSON.stringify(join(root, 'node_modules/winston'))});
     const log = winston.createLogger({ transports: [new winston.transports.Console()] });
     log.warn('winston says hello', { order: 'A-17', nested: { deep: true } });`,
  );
  await sendOutputOf(process.execPath, [path]);
  const [hello] = await findEventually(server.url, '"winston says hello"', 1);
  assert.equal(hello?.severity_number, 13);
  assert.deepEqual(hello?.attributes, { order: 'A-17', 'nested.deep': true });
});

test('python-json-logger as it comes', async (context) => {
  const packages = join(folder.path, 'python');
  const install = spawnSync('python3', [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--target',
    packages,
    'python-json-logger==3.3.0',
  ]);
  if (install.status !== 0) {
    console.error('*** SKIPPED: python3 with pip and python-json-logger is not to be had here ***');
    context.skip('no Python');
    return;
  }
  const path = script(
    'logger.py',
    `import logging, sys
from pythonjsonlogger.json import JsonFormatter
handler = logging.StreamHandler(sys.stdout)
handler.setFormatter(JsonFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
log = logging.getLogger("shop")
log.addHandler(handler)
log.critical("python says hello", extra={"order": {"id": 17, "paid": False}, "tags": ["a", "b"]})
`,
  );
  await sendOutputOf('python3', [path], { PYTHONPATH: packages });
  const [hello] = await findEventually(server.url, '"python says hello"', 1);
  assert.equal(hello?.severity_number, 21);
  assert.deepEqual(
    [hello.attributes?.['order.id'], hello.attributes?.['order.paid'], hello.attributes?.['tags']],
    [17, false, ['a', 'b']],
  );
});
