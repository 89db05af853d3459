// What an unmodified exporter was told is kept, whatever happens to the server; while it cannot keep, clients try again.
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { OTLPLogExporter as GrpcExporter } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPLogExporter as ProtobufExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { find, findEventually } from '../harness/api.ts';
import { eventually, freePort, startServer, temporaryFolder } from '../harness/server.ts';
import { exportPorts } from './export-ports.ts';

type Exporter = ProtobufExporter | GrpcExporter;
type LogRecord = Parameters<ProtobufExporter['export']>[0][number];

/** An exporter gives up after this time, retries included. */
const timeoutMillis = 2000;

/** A record as the SDK would hand it to its exporter. */
function record(body: string): LogRecord {
  const now: [number, number] = [Math.floor(Date.now() / 1000), 0];
  const made: Partial<LogRecord> = {
    hrTime: now,
    hrTimeObserved: now,
    body,
    attributes: {},
    droppedAttributesCount: 0,
    instrumentationScope: { name: 'delivery' },
    resource: {
      attributes: { 'service.name': 'delivery' },
      merge: (other) => other ?? made.resource ?? assert.fail(),
      getRawAttributes: () => [],
    },
  };
  return made as LogRecord; // The exporter reads no other members.
}

/** Exports one batch; true when the exporter says that it arrived. */
function exported(exporter: Exporter, bodies: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    exporter.export(bodies.map(record), ({ error }) => resolve(error === undefined));
  });
}

test('nothing an exporter was told is kept gets lost when the server is killed', async () => {
  const folder = temporaryFolder();
  const [port, http, grpc] = [await freePort(), await freePort(), await freePort()];
  const data = join(folder.path, 'data');
  const env = {
    GROUNDCREW_INGEST_RECEIVERS_OTLP_HTTP_LISTEN: `127.0.0.1:${http}`,
    GROUNDCREW_INGEST_RECEIVERS_OTLP_GRPC_LISTEN: `127.0.0.1:${grpc}`,
  };
  let server = await startServer(data, { port, env });
  const exporters: Exporter[] = [
    new ProtobufExporter({ url: `http://127.0.0.1:${http}/v1/logs`, timeoutMillis }),
    new GrpcExporter({ url: `http://127.0.0.1:${grpc}`, timeoutMillis }),
  ];
  const acknowledged: string[] = [];
  let isOver = false;
  let count = 0;
  const senders = exporters.map(async (exporter) => {
    while (!isOver) {
      const bodies = Array.from({ length: 20 }, () => `delivered-${count++}`);
      if (await exported(exporter, bodies)) acknowledged.push(...bodies);
    }
  });
  try {
    for (let kill = 0; kill < 2; kill++) {
      const goal = acknowledged.length + 400;
      while (acknowledged.length < goal) await new Promise((wake) => setTimeout(wake, 5));
      await server.stop('SIGKILL');
      server = await startServer(data, { port, env });
    }
    isOver = true;
    await Promise.all(senders);
    const missing = new Set(acknowledged);
    const deadline = performance.now() + 15_000;
    while (missing.size > 0 && performance.now() < deadline) {
      for (const { body } of await find(server.url, 'service:delivery', 10_000))
        missing.delete(body);
    }
    assert.deepEqual([...missing], []);
    assert.ok(acknowledged.length > 800);
  } finally {
    isOver = true;
    await Promise.all(exporters.map((exporter) => exporter.shutdown()));
    await server.stop();
    folder.remove();
  }
});

for (const protocol of ['http', 'grpc'] as const) {
  test(`an exporter sends again what is refused for now, over ${protocol}`, async (context) => {
    const send = protocol === 'http' ? exportWithNode : exportWithPython;
    if (protocol === 'grpc' && !hasPythonExporter(context)) return;
    const folder = temporaryFolder();
    const server = await startServer(join(folder.path, 'data'), {
      env: { GROUNDCREW_INGEST_LIMITS_MAX_REQUESTS_IN_FLIGHT: '1' },
    });
    try {
      const urls = await exportPorts(server);
      const occupant = await occupy(server.url);
      const sent = send(urls[protocol]);
      await eventually('an export was refused', async () => {
        const text = await (await fetch(`${server.url}/metrics`)).text();
        return /rejected_requests_total\{receiver="otlp",reason="ingest-busy"\} [1-9]/.test(text);
      });
      occupant.destroy();
      await sent;
      await findEventually(server.url, '"sent again"', 1);
    } finally {
      await server.stop();
      folder.remove();
    }
  });
}

async function exportWithNode(url: string): Promise<void> {
  const exporter = new ProtobufExporter({ url: `${url}/v1/logs` });
  assert.ok(await exported(exporter, ['sent again']));
  await exporter.shutdown();
}

/** Node's exporter for gRPC does not retry; Python's does. */
const pythonProgram = `
import logging
from opentelemetry.exporter.otlp.proto.grpc._log_exporter import OTLPLogExporter
from opentelemetry.sdk._logs import LoggerProvider, LoggingHandler
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
provider = LoggerProvider()
provider.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter()))
log = logging.getLogger('again')
log.addHandler(LoggingHandler(logger_provider=provider))
log.warning('sent again')
provider.force_flush()
provider.shutdown()
`;

async function exportWithPython(url: string): Promise<void> {
  const env = { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: url };
  await promisify(execFile)('python3', ['-c', pythonProgram], { env });
}

function hasPythonExporter(context: TestContext): boolean {
  const module = 'opentelemetry.exporter.otlp.proto.grpc._log_exporter';
  const { status } = spawnSync('python3', ['-c', `import ${module}`]);
  if (status !== 0) context.skip(`SKIPPED: python3 has no ${module} here`);
  return status === 0;
}

/** Takes the only place for a request, with one that does not end. */
async function occupy(url: string) {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const head = `POST /ingest HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n`;
  socket.write(head);
  // "100 Continue": the request is under way.
  await once(socket, 'data');
  return socket;
}
