import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GroundcrewError } from '@groundcrew/runtime';
import fc from 'fast-check';
import { EntryIntake } from '../../entries.ts';
import { defaultLineLimits } from '../../testing/framed.ts';
import { exportRequest } from '../../testing/otlp-arbitrary.ts';
import {
  type AnyValue,
  encodeRecord,
  encodeRequest,
  field,
  type KeyValue,
  type LogRecord,
} from '../../testing/otlp-protobuf.ts';
import { unusedHost } from '../../testing/unused-host.ts';
import type { Decode, Dialect } from '../receiver.ts';
import { responseJson, responseProtobuf } from './answers.ts';
import { decodeJson } from './json/decode.ts';
import { otlp } from './otlp.ts';
import { decodeProtobuf } from './protobuf/decode.ts';

const limits = { ...defaultLineLimits, maxLines: 1000, maxDecodedBytes: 4_000_000 };

function intakeOf(decode: Decode, bytes: Buffer, bounds = limits): EntryIntake {
  const intake = new EntryIntake(bounds);
  decode(bytes, intake);
  return intake;
}

const linesOf = (intake: EntryIntake) =>
  intake.collected.flatMap(({ body }) => body.toString().split('\n'));

const request = (...logRecords: LogRecord[]) => ({
  resourceLogs: [{ scopeLogs: [{ logRecords }] }],
});

/** The one line of a record with these attributes, parsed. */
function membersOf(attributes: KeyValue[]): Record<string, unknown> {
  const [line] = linesOf(intakeOf(decodeProtobuf, encodeRequest(request({ attributes }))));
  return JSON.parse(line ?? '') as Record<string, unknown>; // Lines are objects.
}

describe('OTLP', () => {
  it('gives the same lines from both encodings', () => {
    fc.assert(
      fc.property(exportRequest, (message) => {
        const protobuf = intakeOf(decodeProtobuf, encodeRequest(message));
        const json = intakeOf(decodeJson, Buffer.from(JSON.stringify(message)));
        assert.equal(protobuf.brokenDetail, undefined);
        assert.deepEqual(linesOf(json), linesOf(protobuf));
        assert.equal(json.rejectedRecords, 0);
        assert.equal(protobuf.rejectedRecords, 0);
        const records = message.resourceLogs.flatMap(({ scopeLogs = [] }) =>
          scopeLogs.flatMap(({ logRecords = [] }) => logRecords),
        );
        assert.equal(protobuf.rows, records.length);
        for (const line of linesOf(protobuf)) JSON.parse(line);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps the value of each attribute', () => {
    const scalar = fc.oneof(
      fc.string(),
      fc.boolean(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), scalar, { noNullPrototype: true }), (values) => {
        const attributes = Object.entries(values).map(([key, value]) => ({
          key: `a.${key}`,
          value: anyValue(value),
        }));
        const expected = attributes.map(({ key }) => [key, values[key.slice(2)]]);
        if (expected.length === 0) return;
        assert.deepEqual(
          Object.entries(membersOf(attributes)).map(([key, value]) => [key, value]),
          expected.map(([key, value]) => [key, Object.is(value, -0) ? 0 : value]),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('never throws and never keeps half of what it cannot read, whatever the bytes', () => {
    fc.assert(
      fc.property(exportRequest, fc.nat(), fc.nat(255), (message, place, byte) => {
        for (const decode of [decodeProtobuf, decodeJson]) {
          const text = JSON.stringify(message);
          const bytes = decode === decodeJson ? Buffer.from(text) : encodeRequest(message);
          const at = place % Math.max(1, bytes.length);
          intakeOf(decode, bytes.subarray(0, at));
          if (bytes.length > 0) bytes[at] = byte;
          const intake = intakeOf(decode, bytes);
          for (const line of linesOf(intake)) if (line !== '') JSON.parse(line);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('finds the resource and the scope behind the records', () => {
    const record = field(2, encodeRecord({ body: { stringValue: 'early' } }));
    const scope = field(1, field(1, Buffer.from('late.scope')));
    const service = Buffer.concat([
      field(1, Buffer.from('service.name')),
      field(2, field(1, Buffer.from('late'))),
    ]);
    const unknown = field(900, Buffer.from('of a later version'));
    const scopeLogs = field(2, Buffer.concat([unknown, record, scope]));
    const message = field(1, Buffer.concat([scopeLogs, field(1, field(1, service)), unknown]));
    const intake = intakeOf(decodeProtobuf, message);
    assert.deepEqual(linesOf(intake), [
      '{"message":"early","service":"late","scope.name":"late.scope"}',
    ]);
  });

  it('stops when the lines grow beyond the bound, however small the request', () => {
    const attributes = [{ key: 'x', value: { stringValue: 'y'.repeat(100_000) } }];
    const logRecords = Array.from({ length: 500 }, () => ({}));
    const message = { resourceLogs: [{ resource: { attributes }, scopeLogs: [{ logRecords }] }] };
    for (const [decode, bytes] of [
      [decodeProtobuf, encodeRequest(message)],
      [decodeJson, Buffer.from(JSON.stringify(message))],
    ] as const) {
      const intake = intakeOf(decode, bytes);
      assert.ok(intake.isTooLarge);
      assert.ok(intake.rows < 100, `${intake.rows}`);
    }
    const many = encodeRequest(request(...Array.from({ length: 40_000 }, () => ({}))));
    assert.ok(intakeOf(decodeProtobuf, many).rows > limits.maxLines);
  });

  it('bounds what one record can become', () => {
    const nested = (levels: number): AnyValue =>
      levels === 0 ? { intValue: '1' } : { arrayValue: { values: [nested(levels - 1)] } };
    const flat = { arrayValue: { values: Array.from({ length: 250_000 }, () => ({})) } };
    const bytes = encodeRequest(
      request(
        { body: nested(65) },
        { body: nested(60) },
        { attributes: [{ key: 'a', value: flat }] },
      ),
    );
    const intake = intakeOf(decodeProtobuf, bytes);
    assert.deepEqual([intake.rows, intake.cutRows], [2, 1]);
    assert.deepEqual([...intake.rejections], [['nested-too-deep', 1]]);
    for (const line of linesOf(intake)) assert.ok(line.length <= limits.maxLineBytes);
  });

  it('refuses JSON that would fill the memory, before parsing it', () => {
    for (const text of ['['.repeat(1_000_000), `[${'[],'.repeat(2_100_000)}[]]`]) {
      assert.match(intakeOf(decodeJson, Buffer.from(text)).brokenDetail ?? '', /deep|values/);
    }
  });
});

describe('answers of OTLP', () => {
  const accepted = { rows: 3, cut: 0, isRepeat: false, rejected: { records: 0, detail: '' } };
  const partly = { ...accepted, rejected: { records: 200, detail: 'why' } };

  it('leave partial_success unset after a full success', () => {
    assert.deepEqual([responseProtobuf(accepted).length, responseJson(accepted)], [0, '{}']);
  });

  it('say how many records were left out, and why', () => {
    const message = 'left out 200 log records: why';
    assert.deepEqual(JSON.parse(responseJson(partly)), {
      partialSuccess: { rejectedLogRecords: '200', errorMessage: message },
    });
    const inner = Buffer.concat([Buffer.from([0x08, 0xc8, 0x01]), field(2, Buffer.from(message))]);
    assert.deepEqual(responseProtobuf(partly), field(1, inner));
  });

  it('warn of cut records without rejecting any', () => {
    const { partialSuccess } = JSON.parse(responseJson({ ...accepted, cut: 2 })) as {
      partialSuccess: Record<string, string>;
    };
    assert.equal(partialSuccess['rejectedLogRecords'], '0');
    assert.match(partialSuccess['errorMessage'] ?? '', /2 log records were cut/);
  });
});

describe('the receiver otlp', () => {
  const bound = (enabled: boolean) => {
    const routes = new Map<string, (type: string) => Dialect>();
    const methods: string[] = [];
    const config = { enabled, httpListen: 'automatic', grpcListen: 'off' };
    otlp.bind(config, {
      ...unusedHost,
      httpDialects: (path, choose) => routes.set(path, choose),
      grpc: (name) => methods.push(name),
    });
    return { routes, methods, ports: otlp.ports?.(config) ?? [] };
  };

  it('binds to its addresses, methods and ports, unless it is switched off', () => {
    const { routes, methods, ports } = bound(true);
    assert.deepEqual([...routes.keys()], ['/v1/logs', '/v1/traces', '/v1/metrics']);
    assert.equal(methods.length, 3);
    assert.deepEqual(
      ports.map(({ defaultPort }) => defaultPort),
      [4318, 4317],
    );
    const off = bound(false);
    assert.deepEqual([off.routes.size, off.methods, off.ports], [0, [], []]);
  });

  it('answers in the encoding of the request, with statuses that clients handle rightly', () => {
    const dialect = bound(true).routes.get('/v1/logs');
    assert.ok(dialect);
    const error = (status: number) => new GroundcrewError('x', 'why', { status, hint: 'Do it.' });
    assert.deepEqual(dialect('application/json; charset=utf-8').refused(error(408)), {
      status: 503,
      contentType: 'application/json',
      body: '{"code":14,"message":"why. Do it."}',
    });
    const broken = dialect('application/x-protobuf').refused(error(400));
    assert.deepEqual([broken.status, broken.contentType], [400, 'application/x-protobuf']);
    const message = field(2, Buffer.from('why. Do it.'));
    assert.deepEqual(broken.body, Buffer.concat([Buffer.from([8, 3]), message]));
    assert.equal(dialect('text/plain').refusal?.status, 415);
    assert.equal(bound(true).routes.get('/v1/traces')?.('application/json').refusal?.status, 404);
  });
});

function anyValue(value: string | boolean | number): AnyValue {
  if (typeof value === 'string') return { stringValue: value };
  return typeof value === 'boolean' ? { boolValue: value } : { doubleValue: value };
}
