// VictoriaLogs (https://docs.victoriametrics.com/victorialogs/), from the PATH or VICTORIA_LOGS.
import { join } from 'node:path';
import { getText } from '../load.ts';
import type { Peer, QueryName, QuerySpan, System } from './peer.ts';
import { firstLineSeconds, freePort, launch, stopServer, versionOf } from './server-process.ts';

const binary = process.env['VICTORIA_LOGS'] ?? 'victoria-logs';

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

async function startVictoriaLogs(folder: string, wrapper: readonly string[] = []): Promise<Peer> {
  const started = performance.now();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const dataFolder = join(folder, 'victoria-logs');
  const options = [
    `-storageDataPath=${dataFolder}`,
    `-httpListenAddr=127.0.0.1:${port}`,
    '-retentionPeriod=100y',
    '-loggerLevel=ERROR',
  ];
  const child = launch(binary, options, wrapper);
  const parameters = '_stream_fields=service,host&_time_field=timestamp&_msg_field=message';
  const ingestUrl = `${url}/insert/jsonline?${parameters}`;
  const ingestHeaders = { 'content-type': 'application/stream+json' };
  return {
    name: 'VictoriaLogs',
    pid: child.pid ?? 0,
    ingestUrl,
    ingestHeaders,
    syncsBeforeAnswer: false,
    // It looks every five seconds for what has been in memory for five.
    memoryMs: 11_000,
    startSeconds: await firstLineSeconds(child, started, ingestUrl, {
      body: JSON.stringify({ timestamp: new Date().toISOString(), message: 'first' }),
      headers: ingestHeaders,
    }),
    dataFolder,
    countRows: async () => {
      const query = encodeURIComponent('* | stats count() n');
      const text = await getText(`${url}/select/logsql/query?query=${query}`);
      return countIn(text || '{}') - 1;
    },
    query: (name, span, timeoutMs) => {
      const text = new URLSearchParams({
        query: logsQl(name, span),
        start: String(span.startMs),
        end: String(span.endMs),
      });
      return getText(`${url}/select/logsql/query?${text.toString()}`, timeoutMs);
    },
    countIn,
    stop: () => stopServer(child, wrapper.length > 0),
  };
}

// A line of JSON with the name that the queries give their count.
const countIn = (answer: string) => Number((JSON.parse(answer) as { n?: string }).n ?? 0);

export const victoriaLogs: System = {
  name: 'VictoriaLogs',
  version: () => versionOf(binary, ['-version'], /v(\d+\.\d+\.\d+)/),
  missing: 'VictoriaLogs is not on the PATH (nor named by VICTORIA_LOGS)',
  start: startVictoriaLogs,
};
