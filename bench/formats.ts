// How fast lines are split, joined and read: one process, one core, nothing but this work. Writes results/formats.md.
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import {
  compileGrok,
  createLineParser,
  type LineFormat,
  LineSplitter,
  membersOf,
  RecordJoiner,
} from '@groundcrew/lines';

/** Each measurement runs for about this long. */
const runMs = 700;
const readNs = BigInt(Date.UTC(2026, 0, 15, 12)) * 1_000_000n;
const count = 2000;

const clock = (index: number) =>
  `10:${String(Math.floor(index / 60) % 60).padStart(2, '0')}:${String(index % 60).padStart(2, '0')}`;
const lines = (write: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => write(index));

const samples: Record<string, string[]> = {
  json: lines(
    (n) =>
      `{"time":"2026-01-14T${clock(n)}.123Z","level":"info","msg":"order ${n} placed","service":"shop","user":{"id":${n}},"took_ms":${n % 97}}`,
  ),
  logfmt: lines(
    (n) =>
      `time=2026-01-14T${clock(n)}.123Z level=info msg="order ${n} placed" service=shop user_id=${n} took_ms=${n % 97}`,
  ),
  access: lines(
    (n) =>
      `10.0.${n % 256}.7 - - [14/Jan/2026:${clock(n)} +0100] "GET /orders/${n}?page=2 HTTP/1.1" 200 ${n * 7} "https://shop.example/" "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36" 0.${100 + (n % 900)}`,
  ),
  nginxError: lines(
    (n) =>
      `2026/01/14 ${clock(n)} [error] 12#34: *${n} open() "/srv/x${n}" failed (2: No such file or directory), client: 10.0.0.7, server: shop.example, request: "GET /x${n} HTTP/1.1", host: "shop.example"`,
  ),
  apacheError: lines(
    (n) =>
      `[Wed Jan 14 ${clock(n)}.123456 2026] [core:error] [pid 12:tid 140] [client 10.0.0.7:${n}] AH00124: Request exceeded the limit of 10 internal redirects`,
  ),
  syslog: lines(
    (n) =>
      `Jan 14 ${clock(n)} web-1 sshd[${n}]: Accepted publickey for deploy from 10.0.0.7 port ${n} ssh2`,
  ),
  text: lines(
    (n) =>
      `2026-01-14 ${clock(n)},123 - shop.orders - INFO - order ${n} placed by user ${n} in ${n % 97} ms`,
  ),
  plain: lines(
    (n) => `order ${n} placed by user ${n} in ${n % 97} ms, nothing else to say about it`,
  ),
};

interface Measured {
  what: string;
  megabytesPerSecond: number;
  linesPerSecond: number;
}

function measure(what: string, texts: readonly string[], run: () => void): Measured {
  const bytes = Buffer.byteLength(texts.join('\n')) + 1;
  for (let warm = 0; warm < 20; warm++) run();
  let rounds = 0;
  const begin = performance.now();
  while (performance.now() - begin < runMs) {
    run();
    rounds++;
  }
  const seconds = (performance.now() - begin) / 1000;
  return {
    what,
    megabytesPerSecond: (bytes * rounds) / 1e6 / seconds,
    linesPerSecond: (texts.length * rounds) / seconds,
  };
}

function parserRun(what: string, format: LineFormat, texts: readonly string[]): Measured {
  const grok = compileGrok('%{HTTPD_COMBINEDLOG}');
  const parse = createLineParser(format, { timeZone: 'Europe/Berlin', grok });
  const added = membersOf({ stream: 'stdout', run_id: '0198d2f0-0000-7000-8000-000000000000' });
  return measure(what, texts, () => {
    for (const text of texts) parse(text, readNs, added);
  });
}

function splitterRun(what: string, text: string, texts: readonly string[]): Measured {
  const chunk = Buffer.from(text);
  let length = 0;
  const splitter = new LineSplitter({
    maxLineBytes: 262_144,
    onLine: (line) => (length += line.length),
  });
  return measure(what, texts, () => {
    for (let start = 0; start < chunk.length; start += 65_536)
      splitter.push(chunk.subarray(start, start + 65_536));
  });
}

function joinerRun(what: string, texts: readonly string[]): Measured {
  let length = 0;
  const joiner = new RecordJoiner({ onRecord: (record) => (length += record.length) });
  return measure(what, texts, () => {
    for (const text of texts) joiner.push(text, undefined);
  });
}

const plain = samples['plain'] ?? [];
const traces = lines((n) =>
  n % 10 === 0
    ? `2026-01-14 ${clock(n)} ERROR request failed`
    : n % 10 === 1
      ? 'java.lang.IllegalStateException: boom'
      : `\tat com.example.shop.Orders.place(Orders.java:${n})`,
);
const formats: [LineFormat, string][] = [
  ['json', 'json'],
  ['logfmt', 'logfmt'],
  ['nginx-access', 'access'],
  ['nginx-error', 'nginxError'],
  ['apache-error', 'apacheError'],
  ['syslog', 'syslog'],
  ['text', 'text'],
  ['text', 'plain'],
];
const results: Measured[] = [
  splitterRun('LineSplitter, lines ending in LF', `${plain.join('\n')}\n`, plain),
  splitterRun('LineSplitter, lines ending in CRLF', `${plain.join('\r\n')}\r\n`, plain),
  joinerRun('RecordJoiner, plain lines', plain),
  joinerRun('RecordJoiner, stack traces', traces),
  ...formats.map(([format, sample]) =>
    parserRun(`${format}: ${sample}`, format, samples[sample] ?? []),
  ),
  ...formats.map(([, sample]) => parserRun(`auto: ${sample}`, 'auto', samples[sample] ?? [])),
  parserRun('grok %{HTTPD_COMBINEDLOG}: access', 'grok', (samples['access'] ?? []).slice(0, 200)),
];

const rows = results.map(
  ({ what, megabytesPerSecond, linesPerSecond }) =>
    `| ${what} | ${megabytesPerSecond.toFixed(megabytesPerSecond < 10 ? 1 : 0)} | ${Math.round(linesPerSecond).toLocaleString('en-US')} |`,
);
const page = [
  '# Lines: how fast they are split, joined and read',
  '',
  `${new Date().toISOString().slice(0, 10)}, ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}, one core. \`node bench/dist/formats.js\` writes this page.`,
  `Load average of the machine's ${cpus().length} cores while it ran: ${(loadavg()[0] ?? 0).toFixed(1)}, this work included.`,
  'MB/s are of input. Parsers take and give text, members added to each line included.',
  '',
  '| | MB/s | lines/s |',
  '| --- | --- | --- |',
  ...rows,
  '',
].join('\n');
writeFileSync(join(resolve(import.meta.dirname, '..'), 'results', 'formats.md'), page);
console.log(page);
