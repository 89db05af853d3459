// How many log records a core decodes from OTLP, in both encodings: `node bench/dist/otlp.js`. No server and no disk; what
// OpenTelemetry's own exporters sent is decoded again and again for a few seconds.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { receivers } from '@groundcrew/ingest';
import { OTLPLogExporter as JsonExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtobufExporter } from '@opentelemetry/exporter-logs-otlp-proto';

type LogRecord = Parameters<ProtobufExporter['export']>[0][number];

const recordsPerRequest = 512;
const measureMs = 3000;

const resource = {
  attributes: {
    'service.name': 'checkout',
    'service.version': '1.4.2',
    'service.instance.id': '0b2c6f3e-6c1e-4f53-9d6a-1f3a5d0e7c11',
    'host.name': 'web-1',
    'process.pid': 4711,
    'telemetry.sdk.language': 'nodejs',
    'telemetry.sdk.name': 'opentelemetry',
    'telemetry.sdk.version': '3.1.0',
  },
};

const instrumentationScope = { name: '@opentelemetry/instrumentation-pino', version: '0.70.0' };

function record(index: number): LogRecord {
  const made = {
    hrTime: [1_763_712_000 + index, 123_456_789],
    hrTimeObserved: [1_763_712_000 + index, 223_456_789],
    severityNumber: 9,
    severityText: 'info',
    body: `GET /cart/${index} answered 200 in ${index % 97} ms`,
    attributes: {
      'http.request.method': 'GET',
      'url.path': `/cart/${index}`,
      'http.response.status_code': 200,
      duration_ms: (index % 97) + 0.5,
      'user.id': `u-${index * 7919}`,
      request_id: `req-${index * 104_729}`,
    },
    spanContext: {
      traceId: '5b8efff798038103d269b633813fc60c',
      spanId: 'eee19b7ec3c1b174',
      traceFlags: 1,
    },
    droppedAttributesCount: 0,
    resource,
    instrumentationScope,
  };
  return made as unknown as LogRecord; // The exporters read no other members.
}

const records = Array.from({ length: recordsPerRequest }, (_, index) => record(index));
const otlp = receivers.find(({ name }) => name === 'otlp');
if (!otlp) throw new Error('there is no receiver otlp');

console.log('| encoding | bytes a record | records per CPU-second | MB per CPU-second |');
console.log('| --- | --- | --- | --- |');
for (const [name, bytes] of [
  ['protobuf', await bodyOf(ProtobufExporter)],
  ['JSON', await bodyOf(JsonExporter)],
] as const) {
  const { rows, seconds } = measure(bytes);
  const size = bytes.length / recordsPerRequest;
  const perSecond = rows / seconds;
  console.log(
    `| ${name} | ${size.toFixed(0)} | ${Math.round(perSecond / 1000)},000 | ${((perSecond * size) / 1e6).toFixed(0)} |`,
  );
}

/** What an exporter sends for all the records. */
async function bodyOf(Exporter: typeof ProtobufExporter | typeof JsonExporter): Promise<Buffer> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // A TCP server has this form of address.
  const body = new Promise<Buffer>((resolve) => {
    server.on('request', (request, response) => {
      void buffer(request).then(resolve);
      response.end();
    });
  });
  const exporter = new Exporter({ url: `http://127.0.0.1:${port}/v1/logs` });
  exporter.export(records, () => undefined);
  const bytes = await body;
  await exporter.shutdown();
  server.closeAllConnections();
  server.close();
  return bytes;
}

/** Decodes for a while, after a warm-up; the time is the processor's. */
function measure(bytes: Buffer): { rows: number; seconds: number } {
  decodeFor(bytes, measureMs / 3);
  const started = process.cpuUsage();
  const rows = decodeFor(bytes, measureMs);
  const { user, system } = process.cpuUsage(started);
  return { rows, seconds: (user + system) / 1e6 };
}

function decodeFor(bytes: Buffer, durationMs: number): number {
  let rows = 0;
  const intake = {
    limits: { maxLineBytes: 262_144, maxDepth: 64 },
    lines: (lines: { rows: number }) => {
      rows += lines.rows;
      return true;
    },
    cut: () => undefined,
    reject: () => undefined,
    broken: (detail: string) => {
      throw new Error(`the request ${detail}`);
    },
  };
  for (const end = performance.now() + durationMs; performance.now() < end;) {
    otlp?.decode(bytes, intake);
  }
  return rows;
}
