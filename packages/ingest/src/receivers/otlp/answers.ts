// What OTLP answers, in both encodings: ExportLogsServiceResponse and google.rpc.Status.
// https://opentelemetry.io/docs/specs/otlp/#otlphttp-response
import type { GroundcrewError } from '@groundcrew/runtime';
import { ProtobufWriter } from '../../framing/protobuf-writer.ts';
import { grpcCodeOf, refusalText } from '../../transports/grpc/status.ts';
import type { Accepted, Answer } from '../receiver.ts';

export const protobufType = 'application/x-protobuf';
export const jsonType = 'application/json';

/** The response's message; empty for a full success. */
export function responseProtobuf({ rejected, cut }: Accepted): Buffer {
  const detail = remark(rejected, cut);
  if (detail === '') return Buffer.alloc(0);
  const partial = new ProtobufWriter();
  if (rejected.records > 0) partial.varint(1, rejected.records);
  return new ProtobufWriter().bytes(1, partial.text(2, detail).finish()).finish();
}

/** The same as JSON. */
export function responseJson({ rejected, cut }: Accepted): string {
  const detail = remark(rejected, cut);
  if (detail === '') return '{}';
  const rejectedLogRecords = String(rejected.records);
  return JSON.stringify({ partialSuccess: { rejectedLogRecords, errorMessage: detail } });
}

/** Why records were left out, or else that some were cut; "" when there is nothing to say. */
function remark({ records, detail }: Accepted['rejected'], cut: number): string {
  if (records > 0) return `left out ${records} log records: ${detail}`;
  return cut > 0 ? `${cut} log records were cut: they are over Groundcrew's limits` : '';
}

/**
 * A refusal's status. Clients may send again after 429, 502, 503 and 504 alone, so what is no fault of the data must be
 * one of these.
 */
function statusOf({ status }: GroundcrewError): number {
  return status === 408 || status === 500 ? 503 : status;
}

/** A refusal as google.rpc.Status. */
export function refusedProtobuf(error: GroundcrewError): Answer {
  const body = new ProtobufWriter()
    .varint(1, grpcCodeOf(error.status))
    .text(2, refusalText(error))
    .finish();
  return { status: statusOf(error), contentType: protobufType, body };
}

/** The same as JSON. */
export function refusedJson(error: GroundcrewError): Answer {
  const body = JSON.stringify({ code: grpcCodeOf(error.status), message: refusalText(error) });
  return { status: statusOf(error), contentType: jsonType, body };
}
