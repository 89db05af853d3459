// Lines as programs write them, and the records that the mapping reads from them.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mapLine, rfc3339Time } from '@groundcrew/model';
import type { LineFormat } from './formats.ts';
import { createLineParser } from './line-parser.ts';

const readNs = BigInt(Date.UTC(2026, 0, 15, 12)) * 1_000_000n;

interface Read {
  time: string;
  level: string;
  body: string;
  /** Of the columns those that are not empty, and the attributes. */
  rest: Record<string, unknown>;
}

function read(line: string, format: LineFormat = 'auto'): Read {
  const json = createLineParser(format, { timeZone: 'Europe/Berlin' })(line, readNs);
  const record = mapLine(json, { receivedNs: readNs });
  assert.ok(record);
  const { service, host, requestId } = record;
  const columns = Object.entries({ service, host, requestId }).filter(([, value]) => value !== '');
  return {
    time: rfc3339Time(record.timeNs).replace(/\.?0*Z$/, 'Z'),
    level: record.severityText,
    body: record.body,
    rest: {
      ...Object.fromEntries(columns),
      ...Object.fromEntries([...record.attributes].map(([key, value]) => [key, JSON.parse(value)])),
    },
  };
}

const sorted = (members: Record<string, unknown>) =>
  Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1));

const at = '2026-01-14T09:00:00Z';
const now = '2026-01-15T12:00:00Z';

/** The line, the time, the level, the body (the line itself when absent), and the rest. */
type Case = [
  line: string,
  time: string,
  level: string,
  body?: string | undefined,
  rest?: Record<string, unknown>,
];

const cases: Record<string, Case[]> = {
  'plain text': [
    ['just text', now, ''],
    ['  indented: text', now, ''],
    ['ERROR something broke', now, 'ERROR'],
    ['[warn] careful', now, 'warn'],
    ['Error: no such file', now, 'Error'],
    ['an error: no level of the line', now, ''],
    ['2026-01-14T09:00:00Z hello', at, '', 'hello'],
    ['2026-01-14T10:00:00 hello', at, '', 'hello'],
    ['2026-01-14T11:00:00+02:00 [info] hello', at, 'info', 'hello'],
    ['2026-01-14 10:00:00,250 WARN hello', '2026-01-14T09:00:00.25Z', 'WARN', 'hello'],
    ['[2026-01-14 10:00:00] hello', at, '', 'hello'],
    ['[2026-01-14T09:00:00.123456789Z] hello', '2026-01-14T09:00:00.123456789Z', '', 'hello'],
    ['1768381200 hello', at, '', 'hello'],
    ['1768381200.5 hello', '2026-01-14T09:00:00.5Z', '', 'hello'],
    ['1768381200500 hello', '2026-01-14T09:00:00.5Z', '', 'hello'],
    ['2026/01/14 10:00:00 hello from Go', at, '', 'hello from Go'],
    [
      '2026/01/14 10:00:00.123456 main.go:12: hello',
      '2026-01-14T09:00:00.123456Z',
      '',
      'main.go:12: hello',
    ],
    ['2026-13-14 10:00:00 no date', now, ''],
    ['2026-02-30 10:00:00 no date', now, ''],
    ['2026-01-14 is a date', now, ''],
    ['2026-01-14 10:00:00 WAIT for it', at, '', 'WAIT for it'],
    ['12345 is a number', now, ''],
    ['2026-01-14 10:00:00 | ERROR    | app:run:1 - hello', at, 'ERROR', 'app:run:1 - hello'],
    [
      '2026-01-14 10:00:00 [info     ] started                        port=80',
      at,
      'info',
      'started                        port=80',
    ],
    ['2026-01-14 10:00:00 worker-1 ERROR hello', at, 'ERROR', 'worker-1 ERROR hello'],
    [
      '\u001b[32m2026-01-14 10:00:00\u001b[0m \u001b[1;31mERROR\u001b[0m hello \u001b]8;;http://x\u0007link\u001b]8;;\u0007',
      at,
      'ERROR',
      'hello link',
    ],
  ],
  Python: [
    ['WARNING:app.views:slow: 3 s', now, 'WARNING', 'slow: 3 s', { 'scope.name': 'app.views' }],
    [
      '2026-01-14 10:00:00,000 - app.views - WARNING - slow',
      at,
      'WARNING',
      'slow',
      { 'scope.name': 'app.views' },
    ],
    [
      '[2026-01-14 09:00:00 +0000] [123] [INFO] Booting worker',
      at,
      'INFO',
      'Booting worker',
      { 'process.pid': 123 },
    ],
    [
      'INFO:     127.0.0.1:5000 - "GET /x?a=1 HTTP/1.1" 200 OK',
      now,
      'info',
      undefined,
      {
        'http.request.method': 'GET',
        'url.path': '/x',
        'url.query': 'a=1',
        'network.protocol.version': '1.1',
        'http.response.status_code': 200,
        'client.address': '127.0.0.1',
        'client.port': 5000,
      },
    ],
    ['INFO:     Application startup complete.', now, 'INFO'],
    [
      '[14/Jan/2026 10:00:00] "POST /login HTTP/1.1" 500 145',
      at,
      'error',
      '"POST /login HTTP/1.1" 500 145',
      {
        'http.request.method': 'POST',
        'url.path': '/login',
        'network.protocol.version': '1.1',
        'http.response.status_code': 500,
        'http.response.body.size': 145,
      },
    ],
  ],
  'other languages': [
    [
      'E, [2026-01-14T10:00:00.500000 #12] ERROR -- app: boom',
      '2026-01-14T09:00:00.5Z',
      'ERROR',
      'boom',
      { 'scope.name': 'app', 'process.pid': 12 },
    ],
    [
      '2026-01-14 10:00:00,000 [main] INFO  c.e.App - started',
      at,
      'INFO',
      'started',
      { 'scope.name': 'c.e.App', 'thread.name': 'main' },
    ],
    [
      '2026-01-14 10:00:00 INFO [main] c.e.App: started',
      at,
      'INFO',
      'started',
      { 'scope.name': 'c.e.App', 'thread.name': 'main' },
    ],
    [
      '2026-01-14T10:00:00.000+01:00  INFO 12 --- [shop] [           main] c.e.App                  : started',
      at,
      'INFO',
      'started',
      { 'scope.name': 'c.e.App', 'thread.name': 'main', 'process.pid': 12 },
    ],
    ['Jan 14, 2026 10:00:00 AM App main\nSEVERE: boom', at, 'SEVERE', 'App main\nSEVERE: boom'],
    [
      '[14-Jan-2026 09:00:00 UTC] PHP Warning:  bad in /a.php on line 3',
      at,
      'Warning',
      'PHP Warning:  bad in /a.php on line 3',
    ],
    [
      '[14-Jan-2026 04:00:00 America/New_York] PHP Fatal error:  bad',
      at,
      'fatal',
      'PHP Fatal error:  bad',
    ],
    ['[14-Jan-2026 04:00:00 Nowhere/None] PHP Fatal error:  bad', now, ''],
    [
      '[2026-01-14T09:00:00Z INFO  shop::cart] hello',
      at,
      'INFO',
      'hello',
      { 'scope.name': 'shop::cart' },
    ],
    ['[2026-01-14 10:00:00 worker ERROR] hello', at, 'ERROR'],
    [
      'E0114 10:00:00.500000   12 file.go:34] boom',
      '2026-01-14T09:00:00.5Z',
      'error',
      'boom',
      { 'process.pid': 12, 'code.location': 'file.go:34' },
    ],
  ],
  databases: [
    [
      '2026-01-14 09:00:00.000 UTC [12] ERROR:  relation "x" does not exist at character 15',
      at,
      'ERROR',
      'relation "x" does not exist at character 15',
      { 'process.pid': 12 },
    ],
    [
      '2026-01-14 04:00:00.000 EST [12] app@shop LOG:  ready',
      at,
      'info',
      'app@shop ready',
      { 'process.pid': 12 },
    ],
    [
      '2026-01-14T09:00:00.500000Z 0 [Warning] [MY-010068] [Server] CA certificate',
      '2026-01-14T09:00:00.5Z',
      'Warning',
      'CA certificate',
      { 'scope.name': 'Server', 'thread.name': '0', 'error.code': 'MY-010068' },
    ],
    [
      '12:M 14 Jan 2026 10:00:00.500 # Server started',
      '2026-01-14T09:00:00.5Z',
      'warning',
      'Server started',
      { 'process.pid': 12, 'redis.role': 'M' },
    ],
  ],
  'access logs': [
    [
      '10.1.2.3 - alice [14/Jan/2026:10:00:00 +0100] "GET /a%20b?c=1&d HTTP/2.0" 503 12 "https://x.de/" "curl/8 \\x22q\\x22" 0.123 0.120 0123456789abcdef0123456789abcdef',
      at,
      'error',
      undefined,
      {
        requestId: '0123456789abcdef0123456789abcdef',
        'http.request.method': 'GET',
        'url.path': '/a%20b',
        'url.query': 'c=1&d',
        'network.protocol.version': '2.0',
        'http.response.status_code': 503,
        'http.response.body.size': 12,
        'client.address': '10.1.2.3',
        'user.name': 'alice',
        'http.request.header.referer': 'https://x.de/',
        'user_agent.original': 'curl/8 "q"',
        'http.request.duration_s': 0.123,
        'http.upstream.duration_s': 0.12,
      },
    ],
    [
      '::1 - - [14/Jan/2026:09:00:00 +0000] "GET / HTTP/1.1" 304 - "-" "-" "1.2.3.4, 5.6.7.8" rt=0.5 urt="0.1, 0.2" rid=r-1',
      at,
      'info',
      undefined,
      {
        requestId: 'r-1',
        'http.request.method': 'GET',
        'url.path': '/',
        'network.protocol.version': '1.1',
        'http.response.status_code': 304,
        'client.address': '::1',
        'http.request.duration_s': 0.5,
        'http.upstream.duration_s': 0.3,
        'http.request.header.x-forwarded-for': '1.2.3.4, 5.6.7.8',
      },
    ],
    [
      'shop.de:443 1.2.3.4 - - [14/Jan/2026:09:00:00 +0000] "\\x16\\x03\\x01" 400 226 "-" "-"',
      at,
      'warning',
      undefined,
      {
        'http.response.status_code': 400,
        'http.response.body.size': 226,
        'client.address': '1.2.3.4',
        'server.address': 'shop.de',
        'server.port': 443,
      },
    ],
    [
      '1.2.3.4 - - [14/Jan/2026:09:00:00 +0000] "GET / HTTP/1.0" 200 5',
      at,
      'info',
      undefined,
      {
        'http.request.method': 'GET',
        'url.path': '/',
        'network.protocol.version': '1.0',
        'http.response.status_code': 200,
        'http.response.body.size': 5,
        'client.address': '1.2.3.4',
      },
    ],
  ],
  'error logs': [
    [
      '2026/01/14 10:00:00 [error] 12#34: *56 open() "/x" failed (2: No such file or directory), client: 1.2.3.4, server: shop.de, request: "GET /x HTTP/1.1", upstream: "http://10.0.0.1/x", host: "shop.de"',
      at,
      'error',
      'open() "/x" failed (2: No such file or directory), client: 1.2.3.4, server: shop.de, request: "GET /x HTTP/1.1", upstream: "http://10.0.0.1/x", host: "shop.de"',
      {
        'process.pid': 12,
        'thread.id': 34,
        'nginx.connection': 56,
        'http.request.method': 'GET',
        'url.path': '/x',
        'network.protocol.version': '1.1',
        'client.address': '1.2.3.4',
        'server.address': 'shop.de',
        'nginx.upstream': 'http://10.0.0.1/x',
        'http.request.header.host': 'shop.de',
      },
    ],
    [
      '2026/01/14 10:00:00 [notice] 1#1: start worker processes',
      at,
      'notice',
      'start worker processes',
      { 'process.pid': 1, 'thread.id': 1 },
    ],
    [
      '[Wed Jan 14 10:00:00.500000 2026] [proxy:error] [pid 12:tid 140] (111)Connection refused: [client 1.2.3.4:5] AH00957: failed',
      '2026-01-14T09:00:00.5Z',
      'error',
      '(111)Connection refused: AH00957: failed',
      {
        'apache.module': 'proxy',
        'process.pid': 12,
        'thread.id': '140',
        'client.address': '1.2.3.4',
        'client.port': 5,
      },
    ],
    [
      '[Wed Jan 14 10:00:00 2026] [error] [client 1.2.3.4] File does not exist: /x',
      at,
      'error',
      'File does not exist: /x',
      { 'client.address': '1.2.3.4' },
    ],
  ],
  syslog: [
    [
      'Jan 14 10:00:00 web-1 sshd[12]: Accepted key',
      at,
      '',
      'Accepted key',
      { host: 'web-1', service: 'sshd', 'process.pid': 12 },
    ],
    [
      'Dec 31 23:00:00 web-1 kernel: oops',
      '2025-12-31T22:00:00Z',
      '',
      'oops',
      { host: 'web-1', service: 'kernel' },
    ],
    [
      '<34>Jan 14 10:00:00 web-1 su: bad',
      at,
      'critical',
      'bad',
      { host: 'web-1', service: 'su', 'syslog.facility': 'auth' },
    ],
    [
      '2026-01-14T10:00:00.500000+01:00 web-1 CRON[12]: (root) CMD (x)',
      '2026-01-14T09:00:00.5Z',
      '',
      '(root) CMD (x)',
      { host: 'web-1', service: 'CRON', 'process.pid': 12 },
    ],
    [
      '<165>1 2026-01-14T09:00:00.5Z web-1 app 12 ID47 [ex@1 a="q\\"\\]" b="2"][y@2] \uFEFFhello',
      '2026-01-14T09:00:00.5Z',
      'notice',
      'hello',
      {
        host: 'web-1',
        service: 'app',
        'process.pid': 12,
        'syslog.msgid': 'ID47',
        'syslog.facility': 'local4',
        'syslog.ex@1.a': 'q"]',
        'syslog.ex@1.b': '2',
      },
    ],
    ['<13>1 - - - - - - hello', now, 'notice', 'hello', { 'syslog.facility': 'user' }],
  ],
  structured: [
    ['{"level":"info","msg":"hi","n":1.50}', now, 'info', 'hi', { n: 1.5 }],
    ['{"time":"2026-01-14T09:00:00Z","msg":"hi"}', at, '', 'hi'],
    ['{"msg":"hi","asctime":"2026-01-14 09:00:00,000"}', at, '', 'hi'],
    [
      '{"msg":"hi","instant":{"epochSecond":1768381200,"nanoOfSecond":5}}',
      '2026-01-14T09:00:00.000000005Z',
      '',
      'hi',
    ],
    ['{"msg":"hi","time":"yesterday"}', now, '', 'hi'],
    ['{"msg":"hi","x":NaN}', now, ''],
    ['{"msg": broken', now, ''],
    ['{}', now, ''],
    [
      '{"__proto__":{"a":1},"constructor":"x"}',
      now,
      '',
      '',
      { constructor: 'x', '__proto__.a': 1 },
    ],
    [
      'time=2026-01-14T09:00:00Z level=warn msg="a \\"b\\"" n=5 ok=true dur=1.5s',
      at,
      'warn',
      'a "b"',
      { n: 5, ok: true, dur: '1.5s' },
    ],
    [
      'at=info method=GET path=/ status=200',
      now,
      '',
      undefined,
      { at: 'info', method: 'GET', path: '/', status: 200 },
    ],
    ['a=1 and text', now, ''],
    ['a=1 a=2', now, ''],
    [
      '__proto__=1 b=2',
      now,
      '',
      undefined,
      JSON.parse('{"__proto__":1,"b":2}') as Record<string, unknown>,
    ],
  ],
};

for (const [name, lines] of Object.entries(cases)) {
  describe(name, () => {
    for (const [line, time, level, body = line, rest = {}] of lines) {
      it(line.replaceAll('\u001b', '␛').slice(0, 100), () => {
        const found = read(line);
        assert.deepEqual(
          { ...found, rest: sorted(found.rest) },
          {
            time,
            level,
            body,
            rest: sorted(rest),
          },
        );
      });
    }
  });
}

describe('a format that is named', () => {
  it('reads lines that are not in it as text', () => {
    for (const format of [
      'json',
      'logfmt',
      'nginx-access',
      'nginx-error',
      'apache-access',
      'apache-error',
      'syslog',
      'grok',
    ] as const) {
      assert.equal(read('2026-01-14 10:00:00 ERROR hello', format).body, 'hello');
    }
  });

  it('reads JSON as text when told so', () => {
    assert.equal(read('{"msg":"hi"}', 'text').body, '{"msg":"hi"}');
  });
});
