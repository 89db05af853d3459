// Grafana Loki (https://grafana.com/oss/loki/), from the PATH or LOKI, as one process with its data in files.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getText } from '../load.ts';
import { lokiConfig } from './loki-config.ts';
import type { Peer, QueryName, QuerySpan, System } from './peer.ts';
import { firstLineSeconds, freePort, launch, stopServer, versionOf } from './server-process.ts';

const binary = process.env['LOKI'] ?? 'loki';
const everything = '{service=~".+",level!="FIRST"}';

/** A query for one number or one number a group; `steps` makes it one for each minute. */
interface MetricQuery {
  metric: (range: string) => string;
  steps?: true;
}

function logQl(name: QueryName, { known }: QuerySpan): MetricQuery | string {
  const count = (filter: string, by = ''): MetricQuery => ({
    metric: (range) => `sum${by}(count_over_time(${everything} ${filter} [${range}]))`,
  });
  // Loki knows no words: the text is looked for first, then its edges.
  const rareWord = `|= "${known.rareWord}" |~ "\\\\b${known.rareWord}\\\\b"`;
  switch (name) {
    case 'needle: one request id, its row':
      return `${everything} |= "${known.requestId}"`;
    case 'two common words, count':
      return count('|= "GET" |= "finished"');
    case 'a rare word, count':
      return count(rareWord);
    case 'a rare word, its rows':
      return `${everything} ${rareWord}`;
    case 'phrase, count':
      return count('|= "finished in"');
    case 'substring, count':
      return count('|= "rders1"');
    case 'attribute equals, count':
      return count('| json status="status" | status = 500');
    case 'attribute > number, count':
      return count('| json duration_ms="duration_ms" | duration_ms > 250');
    case 'count by service':
      return count('', ' by (service) ');
    case 'count by an attribute':
      return count('| json path="path"', ' by (path) ');
    case 'count by minute and level':
      return { ...count('', ' by (level) '), steps: true };
    case 'newest 100':
      return everything;
    case 'newest 100 errors of one service':
      return '{service="billing",level="ERROR"}';
  }
}

function queryPath(name: QueryName, span: QuerySpan): string {
  const query = logQl(name, span);
  const at = (path: string, parameters: Record<string, string>) =>
    `/loki/api/v1/${path}?${new URLSearchParams(parameters).toString()}`;
  const start = `${span.startMs}000000`;
  const end = `${span.endMs}000000`;
  if (typeof query === 'string')
    return at('query_range', { query, start, end, limit: '100', direction: 'backward' });
  if (query.steps) return at('query_range', { query: query.metric('1m'), start, end, step: '60' });
  // A range leaves out its very beginning, where the first lines are.
  const range = `${span.endMs - span.startMs + 1000}ms`;
  return at('query', { query: query.metric(range), time: end });
}

interface JsonLine {
  timestamp: string;
  level: string;
  service: string;
  host: string;
}

const timeMs = (line = '{}') => Date.parse((JSON.parse(line) as JsonLine).timestamp);

/** A body of Loki's push API: one stream for each service, level and host, the JSON line as it is. */
function encode(lines: readonly string[]): Buffer {
  const streams = new Map<string, [JsonLine, [string, string][]]>();
  for (const line of lines) {
    // The lines are made by this benchmark.
    const fields = JSON.parse(line) as JsonLine;
    const key = `${fields.service} ${fields.level} ${fields.host}`;
    const stream = streams.get(key) ?? [fields, []];
    stream[1].push([`${Date.parse(fields.timestamp)}000000`, line]);
    streams.set(key, stream);
  }
  const all = Array.from(streams.values(), ([{ service, level, host }, values]) => ({
    stream: { service, level, host },
    values,
  }));
  return Buffer.from(JSON.stringify({ streams: all }));
}

const firstLine = () =>
  JSON.stringify({
    timestamp: new Date().toISOString(),
    level: 'FIRST',
    service: 'first',
    host: 'first',
  });

// One sample of one series; none when no line was found.
const countIn = (answer: string) => {
  const { data } = JSON.parse(answer) as { data: { result: { value: [number, string] }[] } };
  return Number(data.result[0]?.value[1] ?? 0);
};

async function startLoki(folder: string, wrapper: readonly string[] = []): Promise<Peer> {
  const started = performance.now();
  const [httpPort, grpcPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${httpPort}`;
  // The write-ahead log is beside it: what is flushed needs no room there.
  const dataFolder = join(folder, 'loki-data');
  mkdirSync(dataFolder, { recursive: true });
  const configFile = join(folder, 'loki.yaml');
  writeFileSync(configFile, lokiConfig(folder, dataFolder, { httpPort, grpcPort }));
  const child = launch(binary, [`-config.file=${configFile}`], wrapper);
  const ingestUrl = `${url}/loki/api/v1/push`;
  const ingestHeaders = { 'content-type': 'application/json' };
  const startSeconds = await firstLineSeconds(child, started, ingestUrl, {
    body: encode([firstLine()]).toString(),
    headers: ingestHeaders,
  });
  // Of what was sent: Loki counts an hour at a time.
  let [firstMs, lastMs] = [Infinity, 0];
  return {
    name: 'Loki',
    pid: child.pid ?? 0,
    ingestUrl,
    ingestHeaders,
    encode(lines) {
      firstMs = Math.min(firstMs, timeMs(lines[0]));
      lastMs = Math.max(lastMs, timeMs(lines.at(-1)));
      return encode(lines);
    },
    syncsBeforeAnswer: false,
    startSeconds,
    dataFolder,
    countRows: async () => {
      const query = `sum(count_over_time(${everything}[${lastMs - firstMs + 2000}ms]))`;
      const parameters = new URLSearchParams({ query, time: `${lastMs + 1000}000000` });
      return countIn(await getText(`${url}/loki/api/v1/query?${parameters.toString()}`));
    },
    flush: async () => {
      await fetch(`${url}/flush`, { method: 'POST' });
    },
    query: (name, span, timeoutMs) => getText(url + queryPath(name, span), timeoutMs),
    countIn,
    stop: () => stopServer(child, wrapper.length > 0),
  };
}

export const loki: System = {
  name: 'Loki',
  version: () => versionOf(binary, ['-version'], /version (\S+)/),
  missing: 'Loki is not on the PATH (nor named by LOKI)',
  start: startLoki,
};
