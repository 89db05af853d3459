// Very many requests of one line each: every one is kept and stored once, and nothing of them stays in memory.
// CRASH_TINY_REQUESTS sets how many.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { test } from 'node:test';
import { countOf } from '../crash/counts.ts';
import { drained } from '../crash/stored.ts';
import { residentBytes } from '../harness/memory.ts';
import { type Server, startServer, temporaryFolder } from '../harness/server.ts';

const requests = countOf('CRASH_TINY_REQUESTS', { reduced: 15_000, full: 1_000_000 });
const connections = 16;
const mebibyte = 1024 * 1024;
/** Few leave nothing; of very many, what grew old unused may stay until the heap is five times as large as it must be. */
const grownMibMax = requests <= 100_000 ? 60 : 200;

/** Sends lines with the numbers from `first` to before `end`, each in a request of its own. */
async function sendLines(server: Server, agent: Agent, first: number, end: number): Promise<void> {
  let next = first;
  const worker = async () => {
    while (next < end) {
      const body = `{"message":"tiny ${next++}"}`;
      const headers = { 'content-length': body.length };
      const sent = request(`${server.url}/ingest`, { method: 'POST', agent, headers });
      sent.end(body);
      const [answer] = (await once(sent, 'response')) as [IncomingMessage];
      answer.resume();
      await once(answer, 'end');
      assert.equal(answer.statusCode, 200);
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
}

test(`${requests} requests of one line`, async () => {
  const folder = temporaryFolder();
  const server = await startServer(folder.path);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  try {
    const warm = 2_000;
    await sendLines(server, agent, 0, warm);
    const before = residentBytes(server.pid);
    const started = performance.now();
    await sendLines(server, agent, warm, warm + requests);
    const seconds = (performance.now() - started) / 1000;
    const grown = Math.round((residentBytes(server.pid) - before) / mebibyte);
    await drained(server);
    const answer = await fetch(`${server.url}/api/sql?format=TSV`, {
      method: 'POST',
      body: 'SELECT count(), uniqExact(body) FROM logs',
    });
    const text = await answer.text();
    console.log(
      `${requests} requests of one line, ${Math.round(requests / seconds)} a second: memory grew by ${grown} MiB`,
    );
    assert.equal(text, `${warm + requests}\t${warm + requests}\n`);
    assert.ok(grown < grownMibMax, `memory grew by ${grown} MiB`);
  } finally {
    agent.destroy();
    await server.stop('SIGKILL');
    folder.remove();
  }
});
