// Every protocol that telemetry is taken in over HTTP or gRPC, with bodies that are right.
import type http2 from 'node:http2';

/** One protocol. */
export interface Protocol {
  readonly name: string;
  readonly path: string;
  readonly contentType: string;
  /** Right bodies; broken ones are made from them. */
  readonly corpus: readonly Buffer[];
}

const field = (number: number, bytes: Buffer | string): Buffer => {
  const body = Buffer.from(bytes);
  return Buffer.concat([Buffer.from([number * 8 + 2]), varint(body.length), body]);
};

function varint(value: number): Buffer {
  return value < 128
    ? Buffer.from([value])
    : Buffer.concat([Buffer.from([(value & 127) | 128]), varint(value >>> 7)]);
}

const text = (value: string) => field(1, value);
const attribute = (key: string, value: Buffer) => Buffer.concat([field(1, key), field(2, value)]);
const record = Buffer.concat([
  Buffer.from([0x09, 0, 0, 0x10, 0x63, 0x5f, 0x2d, 0x80, 0x18]),
  Buffer.from([0x10, 9]),
  field(3, 'INFO'),
  field(5, text('payment of order 17 accepted')),
  field(6, attribute('order.id', Buffer.from([0x18, 17]))),
  field(6, attribute('nested', field(6, field(1, attribute('a', field(5, field(1, text('b')))))))),
  field(9, Buffer.alloc(16, 7)),
  field(10, Buffer.alloc(8, 7)),
]);
const resource = field(1, attribute('service.name', text('checkout')));

/** An OTLP export request of `count` records, in protobuf. */
export const otlpProtobuf = (count = 1): Buffer =>
  field(
    1,
    Buffer.concat([
      field(1, resource),
      field(2, Buffer.concat(Array.from({ length: count }, () => field(2, record)))),
    ]),
  );

const otlpJson = JSON.stringify({
  resourceLogs: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'checkout' } }] },
      scopeLogs: [
        {
          scope: { name: 'lib', version: '1' },
          logRecords: [
            {
              timeUnixNano: '1763990000000000001',
              severityNumber: 9,
              body: { kvlistValue: { values: [{ key: 'a', value: { intValue: '5' } }] } },
              attributes: [
                { key: 'l', value: { arrayValue: { values: [{ doubleValue: 0.5 }] } } },
                { key: 'b', value: { bytesValue: 'AAEC' } },
              ],
              traceId: '5b8efff798038103d269b633813fc60c',
              spanId: 'eee19b7ec3c1b174',
            },
          ],
        },
      ],
    },
  ],
});

const line =
  '{"time":"2026-11-20T00:53:20.123Z","level":"warn","msg":"a \\u00e9 \\ud83d\\ude00","http":{"status":200,"tags":["a",null,1e3]}}';

const run = JSON.stringify({
  run_id: '01936b2e-0000-7000-8000-000000000001',
  version: 2,
  job: 'backup',
  state: 'succeeded',
  host: 'h',
  user: 'u',
  service: 'backup',
  release: '1',
  command: ['backup', '--all'],
  cwd: '/',
  pid: 7,
  started_at: '2026-11-20T00:53:20.123456789Z',
  updated_at: '2026-11-20T00:53:21.123456789Z',
  ended_at: '2026-11-20T00:53:21.123456789Z',
  exit_code: 0,
  out_of_memory: false,
  cpu_user_ms: 5,
  cpu_system_ms: 5,
  memory_peak_bytes: 1_000_000,
  lines: 3,
  bytes: 30,
  lost_lines: 0,
  cut_lines: 0,
  samples: [{ at_ms: 0, cpu_ms: 1, memory_bytes: 1000 }],
});

/** Those over HTTP, and the records of gRPC. */
export const protocols: readonly Protocol[] = [
  {
    name: 'ingest',
    path: '/ingest',
    contentType: 'application/x-ndjson',
    corpus: [
      `${line}\n[1,{"a":"b"}]\ntext\r\n`,
      `[${line},${line}]`,
      JSON.stringify(JSON.parse(line), null, 2),
      'plain text\nand more',
    ].map((body) => Buffer.from(body)),
  },
  {
    name: 'runs',
    path: '/ingest/runs',
    contentType: 'application/x-ndjson',
    corpus: [Buffer.from(`${run}\n${run}\n`)],
  },
  {
    name: 'otlp protobuf',
    path: '/v1/logs',
    contentType: 'application/x-protobuf',
    corpus: [otlpProtobuf(), otlpProtobuf(5)],
  },
  {
    name: 'otlp json',
    path: '/v1/logs',
    contentType: 'application/json',
    corpus: [Buffer.from(otlpJson)],
  },
];

/** The method that takes OTLP over gRPC. */
export const grpcMethod = '/opentelemetry.proto.collector.logs.v1.LogsService/Export';

/** A gRPC message with its five bytes of head. */
export function grpcFrame(message: Buffer, isCompressed = false): Buffer {
  const head = Buffer.alloc(5);
  head[0] = isCompressed ? 1 : 0;
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/** Calls over one connection; resolves with the `grpc-status`, `http NUMBER`, or why the stream broke. */
export function grpcCall(
  session: http2.ClientHttp2Session,
  body: Buffer,
  headers: http2.OutgoingHttpHeaders = {},
): Promise<string> {
  return new Promise((resolve) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': grpcMethod,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...headers,
    });
    let status = '';
    const take = (given: http2.IncomingHttpHeaders) => {
      const code = given['grpc-status'];
      if (code !== undefined) status = String(code);
      else if (given[':status'] !== undefined && given[':status'] !== '200' && status === '')
        status = Number(given[':status']) === 200 ? '' : `http ${String(given[':status'])}`;
    };
    stream.on('response', take).on('trailers', take);
    stream.on('error', (error: NodeJS.ErrnoException) => {
      status ||= error.message;
    });
    stream.on('close', () => resolve(status || 'closed without a status'));
    stream.resume();
    stream.end(body);
  });
}
