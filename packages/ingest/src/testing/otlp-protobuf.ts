// Writes OTLP requests, given as OTLP/JSON, in Protocol Buffers: for tests that hold both encodings equal.
// https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/logs/v1/logs.proto

/** A value, by the names of OTLP/JSON; integers as text. */
export interface AnyValue {
  stringValue?: string;
  boolValue?: boolean;
  intValue?: string;
  doubleValue?: number | string;
  bytesValue?: string;
  arrayValue?: { values: AnyValue[] };
  kvlistValue?: { values: KeyValue[] };
}

export interface KeyValue {
  key: string;
  value?: AnyValue;
}

export interface LogRecord {
  timeUnixNano?: string;
  observedTimeUnixNano?: string;
  severityNumber?: number;
  severityText?: string;
  body?: AnyValue;
  attributes?: KeyValue[];
  droppedAttributesCount?: number;
  flags?: number;
  traceId?: string;
  spanId?: string;
  eventName?: string;
}

export interface ExportRequest {
  resourceLogs: {
    resource?: { attributes?: KeyValue[]; droppedAttributesCount?: number };
    scopeLogs?: {
      scope?: {
        name?: string;
        version?: string;
        attributes?: KeyValue[];
        droppedAttributesCount?: number;
      };
      logRecords?: LogRecord[];
      schemaUrl?: string;
    }[];
    schemaUrl?: string;
  }[];
}

/** The request in Protocol Buffers. */
export function encodeRequest({ resourceLogs }: ExportRequest): Buffer {
  return join(
    resourceLogs.map((item) =>
      field(
        1,
        join([
          item.resource
            ? field(
                1,
                join([
                  ...keyValues(1, item.resource.attributes),
                  number(2, item.resource.droppedAttributesCount),
                ]),
              )
            : nothing,
          ...(item.scopeLogs ?? []).map(({ scope, logRecords, schemaUrl }) =>
            field(
              2,
              join([
                scope
                  ? field(
                      1,
                      join([
                        text(1, scope.name),
                        text(2, scope.version),
                        ...keyValues(3, scope.attributes),
                        number(4, scope.droppedAttributesCount),
                      ]),
                    )
                  : nothing,
                ...(logRecords ?? []).map((record) => field(2, encodeRecord(record))),
                text(3, schemaUrl),
              ]),
            ),
          ),
          text(3, item.schemaUrl),
        ]),
      ),
    ),
  );
}

/** One record's message. */
export function encodeRecord(record: LogRecord): Buffer {
  return join([
    fixed64(1, record.timeUnixNano),
    number(2, record.severityNumber),
    text(3, record.severityText),
    record.body ? field(5, encodeValue(record.body)) : nothing,
    ...keyValues(6, record.attributes),
    number(7, record.droppedAttributesCount),
    fixed32(8, record.flags),
    record.traceId === undefined ? nothing : field(9, Buffer.from(record.traceId, 'hex')),
    record.spanId === undefined ? nothing : field(10, Buffer.from(record.spanId, 'hex')),
    fixed64(11, record.observedTimeUnixNano),
    text(12, record.eventName),
  ]);
}

/** A message's field. */
export function field(number: number, bytes: Buffer): Buffer {
  return join([varint(BigInt(number * 8 + 2)), varint(BigInt(bytes.length)), bytes]);
}

function encodeValue(value: AnyValue): Buffer {
  if (value.stringValue !== undefined) return field(1, Buffer.from(value.stringValue));
  if (value.boolValue !== undefined)
    return join([varint(0x10n), varint(value.boolValue ? 1n : 0n)]);
  if (value.intValue !== undefined) {
    return join([varint(0x18n), varint(BigInt.asUintN(64, BigInt(value.intValue)))]);
  }
  if (value.doubleValue !== undefined) {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(Number(value.doubleValue));
    return join([varint(0x21n), bytes]);
  }
  if (value.arrayValue) {
    return field(5, join(value.arrayValue.values.map((item) => field(1, encodeValue(item)))));
  }
  if (value.kvlistValue) return field(6, join(keyValues(1, value.kvlistValue.values)));
  if (value.bytesValue !== undefined) return field(7, Buffer.from(value.bytesValue, 'base64'));
  return nothing;
}

function keyValues(number: number, items: readonly KeyValue[] = []): Buffer[] {
  return items.map(({ key, value }) =>
    field(number, join([text(1, key), value ? field(2, encodeValue(value)) : nothing])),
  );
}

const nothing = Buffer.alloc(0);

const join = (parts: readonly Buffer[]): Buffer => Buffer.concat(parts);

const text = (number: number, value: string | undefined): Buffer =>
  value === undefined ? nothing : field(number, Buffer.from(value));

const number = (field: number, value: number | undefined): Buffer =>
  value === undefined
    ? nothing
    : join([varint(BigInt(field * 8)), varint(BigInt.asUintN(64, BigInt(value)))]);

function fixed64(field: number, value: string | undefined): Buffer {
  if (value === undefined) return nothing;
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return join([varint(BigInt(field * 8 + 1)), bytes]);
}

function fixed32(field: number, value: number | undefined): Buffer {
  if (value === undefined) return nothing;
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return join([varint(BigInt(field * 8 + 5)), bytes]);
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}
