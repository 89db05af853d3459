// ExportLogsServiceRequest, as bytes of Protocol Buffers, to lines.
// https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/logs/v1/logs.proto
import { COMMA } from '../../../framing/bytes.ts';
import type { Decode } from '../../receiver.ts';
import { resourceMembers, written } from '../record/names.ts';
import { type Fragment, noFragment, RecordLines } from '../record/record-lines.ts';
import { ProtobufReader } from './reader.ts';
import { ProtobufRecords } from './record.ts';
import { ProtobufValues, readValueTag, valueTag } from './value.ts';

const resourceLogsTag = 0x0a;
const scopeLogsTag = 0x12;
const logRecordTag = 0x12;
/** Of the resource in ResourceLogs and of the scope in ScopeLogs. */
const ownerTag = 0x0a;

const resourceTag = { attribute: 0x0a, dropped: 0x10 } as const;
const scopeTag = { name: 0x0a, version: 0x12, attribute: 0x1a, dropped: 0x20 } as const;

/** Decodes a request. */
export const decodeProtobuf: Decode = (bytes, intake) => {
  const lines = new RecordLines(intake, bytes.length);
  const reader = new ProtobufReader(bytes);
  new RequestReader(reader, lines).request();
  if (reader.isBroken) intake.broken('is no ExportLogsServiceRequest, or not a whole one');
  else lines.flush();
};

class RequestReader {
  readonly #reader: ProtobufReader;
  readonly #lines: RecordLines;
  readonly #values: ProtobufValues;
  readonly #records: ProtobufRecords;

  constructor(reader: ProtobufReader, lines: RecordLines) {
    this.#reader = reader;
    this.#lines = lines;
    this.#values = new ProtobufValues(reader);
    this.#records = new ProtobufRecords(reader, this.#values, lines);
  }

  request(): void {
    this.#each(0, this.#reader.bytes.length, resourceLogsTag, (start, stop) => {
      const resource = this.#resource(start, stop);
      this.#each(start, stop, scopeLogsTag, (from, to) => this.#scopeLogs(from, to, resource));
    });
  }

  #scopeLogs(start: number, stop: number, resource: Fragments): void {
    const scope = this.#scope(start, stop);
    const reader = this.#reader;
    reader.enter(start, stop);
    for (let tag = reader.next(); tag !== 0 && this.#lines.goesOn; tag = reader.next()) {
      if (tag !== logRecordTag) continue;
      const { at } = reader;
      this.#records.record(reader.start, reader.stop, resource.own, [scope, resource.rest]);
      reader.enter(at, stop);
    }
  }

  /** The resource's attributes: those that are members of a line, and the rest. It may stand after the records. */
  #resource(start: number, stop: number): Fragments {
    const [own, rest] = this.#lines.drafts;
    own.clear();
    rest.clear();
    let bits: number = written.none;
    const attribute = (from: number, to: number) => {
      this.#values.readKeyValue(from, to);
      const member = this.#resourceMember();
      if (member === undefined || (bits & written[member]) !== 0) {
        this.#values.prefixed(rest, 'resource.', from, to);
        return;
      }
      bits |= written[member];
      own.ascii(`"${member}":`);
      own.string(this.#reader.bytes, this.#reader.start, this.#reader.stop);
      own.byte(COMMA);
    };
    this.#each(start, stop, ownerTag, (from, to) => {
      const reader = this.#reader;
      this.#fields(from, to, (tag) => {
        if (tag === resourceTag.attribute && !rest.isFull) attribute(reader.start, reader.stop);
        else if (tag === resourceTag.dropped && reader.low > 0)
          rest.ascii(`"resource.dropped_attributes_count":${reader.low},`);
      });
    });
    this.#expectShallow();
    return {
      own: { bytes: own.object(), written: bits, depth: 1 },
      rest: { bytes: rest.object(), written: written.none, depth: rest.depth },
    };
  }

  /** The member that the attribute last read is, its value then lying in the reader; only text can be one. */
  #resourceMember(): keyof typeof written | undefined {
    const { keyStart, keyStop, valueStart, valueStop } = this.#values;
    const { bytes } = this.#reader;
    if (keyStop - keyStart > RESOURCE_MEMBER_LENGTH_MAX) return undefined;
    const member = resourceMembers.get(bytes.toString('latin1', keyStart, keyStop));
    if (member === undefined) return undefined;
    const tag = readValueTag(this.#reader, valueStart, valueStop);
    const isText = tag === valueTag.string && this.#reader.stop > this.#reader.start;
    return isText ? member : undefined;
  }

  #scope(start: number, stop: number): Fragment {
    const [output] = this.#lines.drafts;
    output.clear();
    const reader = this.#reader;
    const text = (name: string) => {
      if (reader.stop === reader.start) return;
      output.ascii(`"${name}":`);
      output.string(reader.bytes, reader.start, reader.stop);
      output.byte(COMMA);
    };
    this.#each(start, stop, ownerTag, (from, to) =>
      this.#fields(from, to, (tag) => {
        if (output.isFull) return;
        if (tag === scopeTag.name) text('scope.name');
        else if (tag === scopeTag.version) text('scope.version');
        else if (tag === scopeTag.attribute)
          this.#values.prefixed(output, 'scope.', reader.start, reader.stop);
        else if (tag === scopeTag.dropped && reader.low > 0)
          output.ascii(`"scope.dropped_attributes_count":${reader.low},`);
      }),
    );
    this.#expectShallow();
    if (output.length === 0) return noFragment;
    return { bytes: output.object(), written: written.none, depth: output.depth };
  }

  /** What is nested too deep in a resource or scope concerns all its records. */
  #expectShallow(): void {
    if (this.#values.isTooDeep) this.#reader.isBroken = true;
    this.#values.isTooDeep = false;
  }

  /** Calls `take` for each field with this tag, and comes back after each. */
  #each(start: number, stop: number, wanted: number, take: (start: number, stop: number) => void) {
    const reader = this.#reader;
    this.#fields(start, stop, (tag) => {
      if (tag === wanted && this.#lines.goesOn) take(reader.start, reader.stop);
    });
  }

  #fields(start: number, stop: number, take: (tag: number) => void): void {
    const reader = this.#reader;
    reader.enter(start, stop);
    for (let tag = reader.next(); tag !== 0; tag = reader.next()) {
      const { at } = reader;
      take(tag);
      reader.enter(at, stop);
    }
  }
}

/** Members of every line of a resource. */
interface Fragments {
  own: Fragment;
  rest: Fragment;
}

const RESOURCE_MEMBER_LENGTH_MAX = Math.max(
  ...Array.from(resourceMembers.keys(), (name) => name.length),
);
