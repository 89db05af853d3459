// Numbered lines, sent as fast as they are acknowledged, and the questions that count them.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ingest } from '../harness/api.ts';
import { cleanEnvironment, program } from '../harness/server.ts';

/** How many lines were acknowledged, numbered from 0. */
export interface Loaded {
  readonly acknowledged: number;
}

/** A sender under way. */
export interface Load extends Loaded {
  /** Also those without an answer yet. */
  readonly sent: number;
  readonly ended: Promise<void>;
}

const linesPerRequest = 20;
const dayMs = 86_400_000;

/** Sends one request after the other until the signal; lines are of two days, so that a batch has two partitions. */
export function sendUntil(url: string, signal: AbortSignal): Load {
  const state = { acknowledged: 0, sent: 0 };
  const times = [Date.now(), Date.now() - dayMs].map((ms) => new Date(ms).toISOString());
  const run = async () => {
    while (!signal.aborted) {
      const first = state.sent;
      const lines = Array.from({ length: linesPerRequest }, (_, index) =>
        JSON.stringify({
          time: times[index % 2],
          service: 'load',
          message: `line ${first + index}`,
          number: first + index,
        }),
      );
      state.sent += lines.length;
      await ingest(url, lines.join('\n'));
      state.acknowledged = state.sent;
    }
  };
  const ended = run();
  return {
    get acknowledged() {
      return state.acknowledged;
    },
    get sent() {
      return state.sent;
    },
    ended,
  };
}

/** Runs a command to its end while the load goes on; returns its output. Throws with its complaint. */
export async function crew(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], {
    env: cleanEnvironment(),
  });
  return stdout;
}

/** Rows of a read-only statement. */
export async function sqlRows<Row>(url: string, statement: string): Promise<Row[]> {
  const answer = await fetch(`${url}/api/sql?format=JSONEachRow`, {
    method: 'POST',
    body: statement,
    headers: { 'content-type': 'text/plain' },
  });
  const text = await answer.text();
  assert.equal(answer.status, 200, text);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);
}
