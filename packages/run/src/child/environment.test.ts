// A program under `groundcrew run` needs no configuration, and what its user configured stays.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { childEnvironment } from './environment.ts';

const identity = {
  runId: 'r1',
  service: 'shop, west',
  release: '1.2',
  url: 'http://127.0.0.1:4400',
  token: undefined,
};

test('an instrumented program finds the server, its service and its run', () => {
  const environment = childEnvironment(new Map([['PATH', '/bin']]), identity);
  assert.deepEqual(environment, {
    PATH: '/bin',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4400',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_SERVICE_NAME: 'shop, west',
    OTEL_RESOURCE_ATTRIBUTES: 'service.name=shop%2C%20west,service.version=1.2,run.id=r1',
    GROUNDCREW_RUN_ID: 'r1',
    GROUNDCREW_URL: 'http://127.0.0.1:4400',
  });
});

test('what is set stays: attributes are appended, an own endpoint keeps its own protocol and headers', () => {
  const environment = childEnvironment(
    new Map([
      ['OTEL_RESOURCE_ATTRIBUTES', 'team=a,service.name=mine'],
      ['OTEL_EXPORTER_OTLP_ENDPOINT', 'https://otel.example'],
    ]),
    { ...identity, token: 'secret' },
  );
  assert.equal(
    environment['OTEL_RESOURCE_ATTRIBUTES'],
    'team=a,service.name=mine,service.version=1.2,run.id=r1',
  );
  assert.equal(environment['OTEL_SERVICE_NAME'], 'mine');
  assert.equal(environment['OTEL_EXPORTER_OTLP_ENDPOINT'], 'https://otel.example');
  assert.equal(environment['OTEL_EXPORTER_OTLP_PROTOCOL'], undefined);
  assert.equal(environment['OTEL_EXPORTER_OTLP_HEADERS'], undefined);
});
