// Where a running server takes OTLP, as it says in its log.
import assert from 'node:assert/strict';
import { eventually, type Server } from '../harness/server.ts';

/** The addresses of the ports for OTLP over HTTP and gRPC. */
export async function exportPorts(server: Server): Promise<{ http: string; grpc: string }> {
  const urlOf = (option: string) =>
    new RegExp(`"url":"([^"]+)","option":"ingest.receivers.otlp.${option}"`).exec(
      server.stderr(),
    )?.[1];
  await eventually('the ports for OTLP are open', () => urlOf('grpcListen') !== undefined);
  const http = urlOf('httpListen');
  const grpc = urlOf('grpcListen');
  assert.ok(http !== undefined && grpc !== undefined);
  return { http, grpc };
}
