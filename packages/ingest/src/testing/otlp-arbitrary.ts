// Arbitrary exports of logs, for property tests.
import fc from 'fast-check';
import type { AnyValue, ExportRequest, KeyValue, LogRecord } from './otlp-protobuf.ts';

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 3 });
const text = fc.string({ unit: 'binary', maxLength: 20 });
const hex = (length: number) =>
  fc
    .uint8Array({ minLength: 0, maxLength: length })
    .map((bytes) => Buffer.from(bytes).toString('hex'));
const nanoseconds = fc.bigInt(0n, 2n ** 64n - 1n).map(String);
const unsigned = fc.integer({ min: 0, max: 0xffff_ffff });

/** Keys, some of which are names of a line's own members. */
const key = fc.oneof(
  text,
  fc.constantFrom('message', 'time', 'level', 'service', 'host', 'body', 'event.name', '__proto__'),
);

const double = fc.double().map((value) => (Number.isFinite(value) ? value : String(value)));

const { value } = fc.letrec<{ value: AnyValue; keyValue: KeyValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text.map((stringValue) => ({ stringValue })),
    fc.boolean().map((boolValue) => ({ boolValue })),
    fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map((integer) => ({ intValue: String(integer) })),
    double.map((doubleValue) => ({ doubleValue })),
    fc
      .uint8Array({ maxLength: 9 })
      .map((bytes) => ({ bytesValue: Buffer.from(bytes).toString('base64') })),
    fc.constant({}),
    fc.array(tie('value'), { maxLength: 3 }).map((values) => ({ arrayValue: { values } })),
    fc.array(tie('keyValue'), { maxLength: 3 }).map((values) => ({ kvlistValue: { values } })),
  ),
  keyValue: fc.record({ key, value: optional(tie('value')) }).map(present),
}));

const attributes = fc.array(fc.record({ key, value: optional(value) }).map(present), {
  maxLength: 4,
});

const record: fc.Arbitrary<LogRecord> = fc
  .record({
    timeUnixNano: optional(nanoseconds),
    observedTimeUnixNano: optional(nanoseconds),
    severityNumber: optional(fc.integer({ min: -2, max: 30 })),
    severityText: optional(fc.oneof(text, fc.constantFrom('INFO', 'Warning', 'ERROR', 'DEBUG2'))),
    body: optional(value),
    attributes: optional(attributes),
    droppedAttributesCount: optional(unsigned),
    flags: optional(unsigned),
    traceId: optional(hex(17)),
    spanId: optional(hex(9)),
    eventName: optional(text),
  })
  .map(present);

const scopeLogs = fc
  .record({
    scope: optional(
      fc
        .record({
          name: optional(text),
          version: optional(text),
          attributes: optional(attributes),
          droppedAttributesCount: optional(unsigned),
        })
        .map(present),
    ),
    logRecords: optional(fc.array(record, { maxLength: 4 })),
  })
  .map(present);

const resourceKey = fc.constantFrom('service.name', 'host.name', 'service.version', 'cloud.region');

/** A request. */
export const exportRequest: fc.Arbitrary<ExportRequest> = fc.record({
  resourceLogs: fc.array(
    fc
      .record({
        resource: optional(
          fc
            .record({
              attributes: fc.array(fc.record({ key: resourceKey, value }), { maxLength: 4 }),
              droppedAttributesCount: optional(unsigned),
            })
            .map(present),
        ),
        scopeLogs: optional(fc.array(scopeLogs, { maxLength: 3 })),
      })
      .map(present),
    { maxLength: 3 },
  ),
});

/** Members that are undefined, left out. */
type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> } & {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
};

function present<T extends object>(value: T): Present<T> {
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  // Only members that the type says may be absent have gone.
  return Object.fromEntries(members) as Present<T>;
}
