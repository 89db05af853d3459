// Segment files for tests of the mapping: rows of RowBinary, without checksums, which the store does not look at.

export interface TestEntry {
  kind: number;
  receivedNs: bigint;
  meta: string;
  body: Buffer;
}

/** The bytes of a segment file with these entries, the header row included. */
export function segmentBytes(entries: readonly TestEntry[]): Buffer {
  const header = { kind: 0, receivedNs: 0n, meta: '{"version":1}', body: Buffer.alloc(0) };
  return Buffer.concat([header, ...entries].flatMap(rowBytes));
}

function rowBytes({ kind, receivedNs, meta, body }: TestEntry): Buffer[] {
  const fixed = Buffer.alloc(17);
  fixed.writeUInt32LE(0x31524347, 0);
  fixed.writeUInt8(kind, 8);
  fixed.writeBigInt64LE(receivedNs, 9);
  const metaBytes = Buffer.from(meta);
  return [fixed, varint(metaBytes.length), metaBytes, varint(body.length), body];
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return Buffer.from([...bytes, rest]);
}
