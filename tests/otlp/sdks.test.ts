// Unmodified OpenTelemetry SDKs export their logs, set up by environment variables alone, and all of it is found.
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { findEventually } from '../harness/api.ts';
import { type Server, startServer, temporaryFolder } from '../harness/server.ts';
import { exportPorts } from './export-ports.ts';

const root = resolve(import.meta.dirname, '../../..');
const run = promisify(execFile);
const folder = temporaryFolder();
let server: Server;
let urls: { http: string; grpc: string };

before(async () => {
  server = await startServer(join(folder.path, 'data'));
  urls = await exportPorts(server);
});
after(async () => {
  await server.stop();
  folder.remove();
});

/** pino through its instrumentation, winston through its transport, in a span. */
const nodeProgram = `
  const { createRequire } = require('node:module');
  const load = createRequire(${JSON.stringify(join(root, 'package.json'))});
  const { NodeSDK } = load('@opentelemetry/sdk-node');
  const { PinoInstrumentation } = load('@opentelemetry/instrumentation-pino');
  const { WinstonInstrumentation } = load('@opentelemetry/instrumentation-winston');
  const api = load('@opentelemetry/api');
  const sdk = new NodeSDK({ instrumentations: [new PinoInstrumentation(), new WinstonInstrumentation()] });
  sdk.start();
  // winston's transport is of the time when the API for logs was a package of its own.
  load('@opentelemetry/api-logs').logs.setGlobalLoggerProvider(api.logs.getLoggerProvider());
  const pino = load('pino')({ level: 'trace' });
  const winston = load('winston');
  const log = winston.createLogger({ transports: [new winston.transports.Console({ silent: true })] });
  api.trace.getTracer('shop').startActiveSpan('checkout', (span) => {
    console.error(span.spanContext().traceId);
    pino.info({ cart: { items: 3, total: 12.5 } }, 'pino says %s', 'hello');
    pino.error(new TypeError('pino broke'));
    log.warn('winston says hello', { order: 'A-17', nested: { deep: true } });
    span.end();
  });
  // Traces are on by default; that they are refused must not take the logs with them.
  sdk.shutdown().catch((error) => console.error(error));
`;

for (const protocol of ['http/protobuf', 'http/json', 'grpc'] as const) {
  test(`Node: pino and winston over ${protocol}`, async () => {
    const path = join(folder.path, 'program.cjs');
    writeFileSync(path, nodeProgram);
    const service = `node-${protocol.replace('/', '-')}`;
    const { stderr } = await run(process.execPath, [path], {
      env: {
        ...process.env,
        OTEL_SERVICE_NAME: service,
        OTEL_RESOURCE_ATTRIBUTES: 'service.version=1.2.3,deployment.environment.name=test',
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        OTEL_EXPORTER_OTLP_ENDPOINT: protocol === 'grpc' ? urls.grpc : urls.http,
        OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
        OTEL_LOGS_EXPORTER: 'otlp',
        OTEL_METRICS_EXPORTER: 'none',
      },
    });
    const records = await findEventually(server.url, `service:${service}`, 3);
    const [hello, broke, winston] = ['pino says hello', 'pino broke', 'winston says hello'].map(
      (body) => records.find((record) => record.body === body),
    );
    const traceId = /^[0-9a-f]{32}$/m.exec(stderr)?.[0];
    assert.ok(traceId !== undefined, stderr);
    assert.match(stderr, /cannot keep traces: this version of Groundcrew takes logs/);
    for (const record of [hello, broke, winston]) assert.equal(record?.trace_id, traceId);
    assert.deepEqual(
      [hello, broke, winston].map((record) => record?.severity_number),
      [9, 17, 13],
    );
    assert.ok(Math.abs(Date.parse(hello?.time ?? '') - Date.now()) < 60_000);
    const attributes = hello?.attributes ?? {};
    assert.deepEqual([attributes['cart.items'], attributes['cart.total']], [3, 12.5]);
    assert.equal(attributes['resource.deployment.environment.name'], 'test');
    assert.equal(attributes['scope.name'], '@opentelemetry/instrumentation-pino');
    assert.equal(broke?.attributes?.['exception.type'], 'TypeError');
    assert.match(String(broke?.attributes?.['exception.stacktrace']), /program\.cjs/);
    assert.equal(winston?.attributes?.['order'], 'A-17');
    assert.equal(winston?.attributes?.['nested.deep'], true);
    const released = await findEventually(server.url, `service:${service} release:1.2.3`, 3);
    assert.equal(released.length, 3);
  });
}

const pythonProgram = `
import logging, sys
from importlib import import_module
exporter = import_module('opentelemetry.exporter.otlp.proto.' + sys.argv[1] + '._log_exporter')
from opentelemetry.sdk._logs import LoggerProvider, LoggingHandler
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
provider = LoggerProvider()
provider.add_log_record_processor(BatchLogRecordProcessor(exporter.OTLPLogExporter()))
log = logging.getLogger('shop')
log.setLevel(logging.DEBUG)
log.addHandler(LoggingHandler(logger_provider=provider))
log.warning('python says %s', 'hello', extra={'order': 'A-17', 'big': 2**62 + 1, 'tags': ['a', 'b']})
try:
    1 / 0
except ZeroDivisionError:
    log.exception('python broke')
provider.shutdown()
`;

for (const protocol of ['http', 'grpc'] as const) {
  test(`Python: the logging handler over ${protocol}`, async (context) => {
    if (!hasPythonPackage(context, protocol)) return;
    const path = join(folder.path, 'program.py');
    writeFileSync(path, pythonProgram);
    const service = `python-${protocol}`;
    await run('python3', [path, protocol], {
      env: {
        ...process.env,
        OTEL_SERVICE_NAME: service,
        OTEL_EXPORTER_OTLP_ENDPOINT: urls[protocol],
        OTEL_EXPORTER_OTLP_INSECURE: 'true',
        OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      },
    });
    const records = await findEventually(server.url, `service:${service}`, 2);
    const hello = records.find(({ body }) => body === 'python says hello');
    const broke = records.find(({ body }) => body === 'python broke');
    assert.deepEqual([hello?.severity_number, broke?.severity_number], [13, 17]);
    assert.equal(hello?.attributes?.['order'], 'A-17');
    assert.deepEqual(hello?.attributes?.['tags'], ['a', 'b']);
    assert.equal(hello?.attributes?.['scope.name'], 'shop');
    assert.equal(broke?.attributes?.['exception.type'], 'ZeroDivisionError');
    // JavaScript would round it: the digits are looked for in the answer's text.
    const answer = await fetch(`${server.url}/api/logs?query=service:${service}`);
    assert.match(await answer.text(), /"big":4611686018427387905/);
  });
}

function hasPythonPackage(context: TestContext, protocol: string): boolean {
  const module = `opentelemetry.exporter.otlp.proto.${protocol}._log_exporter`;
  const { status } = spawnSync('python3', ['-c', `import ${module}`]);
  if (status !== 0) context.skip(`SKIPPED: python3 has no ${module} here`);
  return status === 0;
}
