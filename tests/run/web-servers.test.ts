// What Django and gunicorn print by default, and how a Go program panics, under `groundcrew run`.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test, type TestContext } from 'node:test';
import { type ApiRecord, find, findEventually } from '../harness/api.ts';
import {
  cleanEnvironment,
  eventually,
  freePort,
  startServer,
  temporaryFolder,
} from '../harness/server.ts';
import { runCrew, startCrew } from './crew.ts';

const folder = temporaryFolder();
const spool = join(folder.path, 'spool');
const server = await startServer(join(folder.path, 'data'));
after(async () => {
  await server.stop('SIGKILL');
  folder.remove();
});

const app = join(folder.path, 'shop.py');
writeFileSync(
  app,
  `import sys
from django.conf import settings
settings.configure(DEBUG=True, SECRET_KEY="x", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, LOGGING_CONFIG="logging.config.dictConfig")
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
def good(request):
    return HttpResponse("ok")
def bad(request):
    raise ValueError("no such order")
urlpatterns = [path("", good), path("bad", bad)]
application = get_wsgi_application()
if __name__ == "__main__":
    from django.core.management import execute_from_command_line
    execute_from_command_line(sys.argv)
`,
);

function has(context: TestContext, what: string, command: string, ...args: string[]): boolean {
  if (spawnSync(command, args).status === 0) return true;
  console.error(`*** SKIPPED: ${what} is not on this machine ***`);
  context.skip(what);
  return false;
}

/** Starts a web server under `groundcrew run`, asks it twice, ends it, and returns what it logged. */
async function recordsOf(job: string, port: number, command: string[]): Promise<ApiRecord[]> {
  const crew = startCrew(command, {
    spool,
    url: server.url,
    options: ['--name', job],
    env: { PYTHONPATH: folder.path, PYTHONDONTWRITEBYTECODE: '1' },
  });
  const get = (path: string) =>
    fetch(`http://127.0.0.1:${port}${path}`).then(
      ({ status }) => status,
      () => 0,
    );
  await eventually(`${job} answers`, async () => (await get('/')) === 200, 30_000);
  assert.equal(await get('/bad'), 500);
  crew.child.kill('SIGTERM');
  await crew.ended;
  let records: ApiRecord[] = [];
  await eventually(`the lines of ${job}`, async () => {
    records = await find(server.url, `service:${job}`);
    return records.some(({ body }) => body.includes('no such order'));
  });
  return records;
}

test("Django's default output: requests, and an error with its trace as one record", async (context) => {
  if (!has(context, 'django', 'python3', '-c', 'import django')) return;
  const port = await freePort();
  const command = ['python3', '-u', app, 'runserver', '--noreload', `127.0.0.1:${port}`];
  const records = await recordsOf('django', port, command);
  const request = records.find(({ body }) => body.includes('"GET / HTTP/1.1" 200'));
  assert.ok(request, 'the request is a record');
  const traces = records.filter(({ body }) => body.includes('Traceback'));
  assert.equal(traces.length, 1);
  assert.match(traces[0]?.body ?? '', /Traceback[^]*in bad[^]*ValueError: no such order$/);
});

test("gunicorn's default output: levels, and the trace of the application as one record", async (context) => {
  if (!has(context, 'gunicorn with django', 'python3', '-c', 'import django, gunicorn')) return;
  const port = await freePort();
  const command = ['python3', '-m', 'gunicorn', '-b', `127.0.0.1:${port}`, 'shop:application'];
  const records = await recordsOf('gunicorn', port, command);
  const listening = records.find(({ body }) => body.includes('Listening at'));
  assert.equal(listening?.severity_number, 9, 'INFO');
  const traces = records.filter(({ body }) => body.includes('Traceback'));
  assert.equal(traces.length, 1);
  assert.match(traces[0]?.body ?? '', /ValueError: no such order$/);
});

test('a panic of Go is one record', async (context) => {
  if (!has(context, 'go', 'go', 'version')) return;
  const source = join(folder.path, 'boom.go');
  const binary = join(folder.path, 'boom');
  writeFileSync(
    source,
    'package main\nfunc inner(list []int) int { return list[7] }\nfunc main() { println("before"); inner([]int{1}) }\n',
  );
  // With Go's usual cache: its runtime is not compiled anew each time.
  const env = cleanEnvironment({ GOTELEMETRY: 'off', GO111MODULE: 'off' });
  const built = spawnSync('go', ['build', '-o', binary, source], { env, encoding: 'utf8' });
  assert.equal(built.status, 0, built.stderr);
  const { code } = await runCrew([binary], { spool, url: server.url, options: ['--name', 'go'] });
  assert.equal(code, 2);
  const records = await findEventually(server.url, 'service:go', 2);
  const panic = records.find(({ body }) => body.startsWith('panic:'))?.body ?? '';
  assert.match(
    panic,
    /index out of range[^]*goroutine 1 \[running\]:\nmain\.inner[^]*boom\.go:\d+/,
  );
});
