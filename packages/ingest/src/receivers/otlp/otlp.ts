// OpenTelemetry's own protocol, for logs: over HTTP in both encodings, and over gRPC.
import { z } from 'zod';
import { refusals } from '../../errors.ts';
import { type Dialect, defineReceiver, type GrpcMethod } from '../receiver.ts';
import {
  jsonType,
  protobufType,
  refusedJson,
  refusedProtobuf,
  responseJson,
  responseProtobuf,
} from './answers.ts';
import { decode } from './decode.ts';
import { decodeJson } from './json/decode.ts';
import { decodeProtobuf } from './protobuf/decode.ts';

const protobuf: Dialect = {
  decode: decodeProtobuf,
  accepted: (accepted) => ({
    status: 200,
    contentType: protobufType,
    body: responseProtobuf(accepted),
  }),
  refused: refusedProtobuf,
};

const json: Dialect = {
  decode: decodeJson,
  accepted: (accepted) => ({ status: 200, contentType: jsonType, body: responseJson(accepted) }),
  refused: refusedJson,
};

const dialects: ReadonlyMap<string, Dialect> = new Map([
  [protobufType, protobuf],
  ['application/protobuf', protobuf],
  [jsonType, json],
]);

const grpc: GrpcMethod = { decode: decodeProtobuf, accepted: responseProtobuf };

/** Kinds of telemetry that SDKs export by default and this version has no place for. */
const otherSignals = [
  { signal: 'traces', service: 'trace.v1.TraceService' },
  { signal: 'metrics', service: 'metrics.v1.MetricsService' },
] as const;

const listen = (transport: string, defaultPort: number) =>
  z
    .string()
    .min(1)
    .default('automatic')
    .describe(
      `Address for OTLP over ${transport}: HOST:PORT, "off", or "automatic" for port ${defaultPort} of the address in \`listen\`, if it is free. Addresses other than loopback need a token to exist.`,
    );

/** OTLP. */
export const otlp = defineReceiver({
  name: 'otlp',
  summary: 'OpenTelemetry logs: OTLP over HTTP (protobuf and JSON) and over gRPC.',
  signals: ['logs'],
  specs: [
    'https://opentelemetry.io/docs/specs/otlp/',
    'https://github.com/open-telemetry/opentelemetry-proto',
    'https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md',
  ],
  config: z.strictObject({
    enabled: z
      .boolean()
      .default(true)
      .describe('Whether OTLP is taken: at `POST /v1/logs` of every HTTP port, and over gRPC.'),
    httpListen: listen('HTTP', 4318),
    grpcListen: listen('gRPC', 4317),
  }),
  decode,
  ports: ({ enabled, httpListen, grpcListen }) =>
    enabled
      ? [
          { transport: 'http', option: 'httpListen', listen: httpListen, defaultPort: 4318 },
          { transport: 'grpc', option: 'grpcListen', listen: grpcListen, defaultPort: 4317 },
        ]
      : [],
  bind({ enabled }, host) {
    if (!enabled) return;
    host.httpDialects('/v1/logs', dialectOf);
    host.grpc('/opentelemetry.proto.collector.logs.v1.LogsService/Export', grpc);
    for (const { signal, service } of otherSignals) {
      const refusal = refusals.signalUnsupported(signal);
      host.httpDialects(`/v1/${signal}`, (type) => ({ ...dialectOf(type), refusal }));
      host.grpc(`/opentelemetry.proto.collector.${service}/Export`, { ...grpc, refusal });
    }
  },
});

/** By media type; what has none of ours is refused, as JSON. */
function dialectOf(contentType: string): Dialect {
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const dialect = dialects.get(type);
  if (dialect) return dialect;
  const refusal = refusals.contentTypeUnsupported(contentType, `${protobufType} or ${jsonType}`);
  return { ...json, refusal };
}
