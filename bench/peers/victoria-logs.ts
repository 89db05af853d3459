// VictoriaLogs (https://docs.victoriametrics.com/victorialogs/), from the PATH or VICTORIA_LOGS.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { getText, waitUntil } from '../load.ts';
import type { Peer, QueryName, QuerySpan } from './peer.ts';

const binary = process.env['VICTORIA_LOGS'] ?? 'victoria-logs';

/** True when the binary can be started here. */
export const hasVictoriaLogs = () => spawnSync(binary, ['-version']).status === 0;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

function logsQl(name: QueryName, { known }: QuerySpan): string {
  switch (name) {
    case 'needle: one request id, its row':
      return `request_id:="${known.requestId}"`;
    case 'two common words, count':
      return 'GET finished | stats count() n';
    case 'a rare word, count':
      return `${known.rareWord} | stats count() n`;
    case 'a rare word, its rows':
      return known.rareWord;
    case 'phrase, count':
      return '"finished in" | stats count() n';
    case 'substring, count':
      return '~"rders1" | stats count() n';
    case 'attribute equals, count':
      return 'status:=500 | stats count() n';
    case 'attribute > number, count':
      return 'duration_ms:>250 | stats count() n';
    case 'count by service':
      return '* | stats by (service) count() n';
    case 'count by an attribute':
      return '* | stats by (path) count() n';
    case 'count by minute and level':
      return '* | stats by (_time:1m, level) count() n';
    case 'newest 100':
      return '* | sort by (_time desc) limit 100';
    case 'newest 100 errors of one service':
      return '{service="billing"} level:=ERROR | sort by (_time desc) limit 100';
  }
}

/** Starts VictoriaLogs on a free port with its data in `folder`. */
export async function startVictoriaLogs(folder: string): Promise<Peer> {
  const started = performance.now();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const dataFolder = join(folder, 'victoria-logs');
  const child = spawn(
    binary,
    [
      `-storageDataPath=${dataFolder}`,
      `-httpListenAddr=127.0.0.1:${port}`,
      '-retentionPeriod=100y',
      '-loggerLevel=ERROR',
    ],
    { stdio: 'ignore' },
  );
  await waitUntil('VictoriaLogs starts', () =>
    fetch(`${url}/health`).then(
      (answer) => answer.ok,
      () => false,
    ),
  );
  const parameters = '_stream_fields=service,host&_time_field=timestamp&_msg_field=message';
  return {
    name: 'VictoriaLogs',
    pid: child.pid ?? 0,
    ingestUrl: `${url}/insert/jsonline?${parameters}`,
    ingestHeaders: { 'content-type': 'application/stream+json' },
    startSeconds: (performance.now() - started) / 1000,
    dataFolder,
    countRows: async () => {
      const query = encodeURIComponent('* | stats count() n');
      const text = await getText(`${url}/select/logsql/query?query=${query}`);
      return Number((JSON.parse(text || '{}') as { n?: string }).n ?? 0);
    },
    query: (name, span) => {
      const text = new URLSearchParams({
        query: logsQl(name, span),
        start: String(span.startMs),
        end: String(span.endMs),
      });
      return getText(`${url}/select/logsql/query?${text.toString()}`);
    },
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
