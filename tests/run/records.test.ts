// What real programs print becomes records: structlog, Python's logging, traces of Python, Node, Java and Go, JSON, progress
// bars; a line of many megabytes is cut; and the run has its record.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test, type TestContext } from 'node:test';
import { type ApiRecord, findEventually } from '../harness/api.ts';
import { eventually, startServer, temporaryFolder } from '../harness/server.ts';
import { deliver, runCrew } from './crew.ts';

const folder = temporaryFolder();
const spool = join(folder.path, 'spool');
const server = await startServer(join(folder.path, 'data'));
after(async () => {
  await server.stop('SIGKILL');
  folder.remove();
});

/** Runs a program and returns its records, oldest first. */
async function recordsOf(
  job: string,
  command: string[],
  count: number,
  more: string[] = [],
): Promise<ApiRecord[]> {
  await runCrew(command, { spool, url: server.url, options: ['--name', job, ...more] });
  const records = await findEventually(server.url, `service:${job}`, count);
  return records.sort((a, b) => a.time.localeCompare(b.time));
}

function has(context: TestContext, what: string, command: string, ...args: string[]): boolean {
  if (spawnSync(command, args).status === 0) return true;
  console.error(`*** SKIPPED: ${what} is not on this machine ***`);
  context.skip(what);
  return false;
}

test('both streams, in order, told apart, with their run', async () => {
  const records = await recordsOf(
    'streams',
    ['sh', '-c', 'echo one; sleep 0.05; echo two >&2; sleep 0.05; echo three'],
    3,
  );
  assert.deepEqual(
    records.map(({ body, attributes }) => [body, attributes?.['stream']]),
    [
      ['one', 'stdout'],
      ['two', 'stderr'],
      ['three', 'stdout'],
    ],
  );
  assert.equal(
    new Set(records.map((record) => (record as ApiRecord & { run_id: string }).run_id)).size,
    1,
  );
});

test('a JSON line is structured, a progress bar is its last state, a huge line is cut', async () => {
  const script = `
    console.log(JSON.stringify({ level: 'error', msg: 'structured', order: 17 }));
    process.stdout.write('10 %\\r50 %\\r100 %\\n');
    process.stdout.write('x'.repeat(20000000) + '\\nafter\\n');`;
  const [json, progress, huge, last] = await recordsOf(
    'shapes',
    [process.execPath, '-e', script],
    4,
  );
  assert.equal(json?.body, 'structured');
  assert.equal(json?.severity_number, 17);
  assert.equal(json?.attributes?.['order'], 17);
  assert.equal(progress?.body, '100 %');
  assert.equal(huge?.body.length, 128 * 1024);
  assert.equal(last?.body, 'after');
});

test('lines from a terminal are stored without the CR that it adds, nor that of the program', async () => {
  const script = `printf 'plain\\n'; printf 'with its own\\r\\n'; printf '{"msg":"json"}\\n'; printf 'split\\r'; sleep 0.1; printf '\\n10 %%\\r100 %%\\n'`;
  const records = await recordsOf('terminal', ['sh', '-c', script], 5, ['--tty']);
  assert.deepEqual(
    records.map(({ body }) => body),
    ['plain', 'with its own', 'json', 'split', '100 %'],
  );
});

test('a trace of Node is one record', async () => {
  const script = `function inner() { throw new TypeError('boom'); } try { inner(); } catch (error) { console.error(error); } console.log('next');`;
  const records = await recordsOf('node-trace', [process.execPath, '-e', script], 2);
  const trace = records.find(({ body }) => body.includes('boom'))?.body ?? '';
  assert.match(trace, /TypeError: boom\n\s+at inner/);
});

test("Python's logging and structlog", async (context) => {
  if (!has(context, 'python3 with structlog', 'python3', '-c', 'import structlog')) return;
  const path = join(folder.path, 'log.py');
  writeFileSync(
    path,
    `import logging, structlog
logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
logging.getLogger("shop").warning("stock is low")
try:
    {}["missing"]
except KeyError:
    logging.getLogger("shop").exception("order failed")
structlog.configure(processors=[structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso"), structlog.processors.JSONRenderer()])
structlog.get_logger().info("paid", order=42)
`,
  );
  const records = await recordsOf('python', ['python3', path], 3);
  const byText = (text: string) => records.find(({ body }) => body.includes(text));
  assert.equal(byText('stock is low')?.severity_number, 13);
  assert.match(byText('order failed')?.body ?? '', /Traceback[^]*KeyError: 'missing'/);
  assert.equal(byText('paid')?.attributes?.['order'], 42);
});

test('a trace of Java is one record', async (context) => {
  if (!has(context, 'java', 'java', '-version')) return;
  const path = join(folder.path, 'Boom.java');
  writeFileSync(
    path,
    'public class Boom { static void inner() { throw new IllegalStateException("boom"); } public static void main(String[] a) { inner(); } }',
  );
  const [trace] = await recordsOf('java-trace', ['java', path], 1);
  assert.match(trace?.body ?? '', /IllegalStateException: boom\n\s+at Boom\.inner/);
});

test('the run has its record, also when the server was away', async () => {
  const away = await runCrew(['sh', '-c', 'echo kept; exit 3'], {
    spool,
    options: ['--name', 'away', '--release', '1.2'],
  });
  assert.equal(away.code, 3);
  assert.match(away.stderr, /wait in the spool/);
  assert.equal(await deliver(spool, server.url), 0);
  await findEventually(server.url, 'service:away', 1);
  await eventually('the run is there', async () => {
    const answer = await fetch(`${server.url}/api/runs?job=away`);
    if (!answer.ok) return false;
    const text = await answer.text();
    return /"state":"failed"/.test(text) && /"exit_code":3\b/.test(text);
  });
});
