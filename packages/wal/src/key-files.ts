// Idempotency keys on disk, for the time after their segment is trimmed: files of 32-byte records, each with its own
// checksum. Record: hash (16 bytes), rows UInt32, received_ns Int64, crc UInt32 of the 28 bytes before; little-endian.
import path from 'node:path';
import { crc32 } from 'node:zlib';
import type { FileSystem } from './file-system.ts';

/** A key that was used: the hash of it, and what the append was answered with. */
export interface KeyRecord {
  /** 128 bits as base64url. */
  hash: string;
  rows: number;
  receivedNs: bigint;
}

const recordBytes = 32;
const namePattern = /^keys-([0-9]{1,15})$/;
const readBytesMax = 64 * 1024 * 1024;

/** Numbers of the key files among these names, oldest first. */
export function keyFileNumbers(names: readonly string[]): number[] {
  const numbers = names.map((name) => Number(namePattern.exec(name)?.[1] ?? Number.NaN));
  return numbers.filter((number) => !Number.isNaN(number)).sort((a, b) => a - b);
}

const keyFilePath = (dir: string, number: number) => path.join(dir, `keys-${number}`);

/** The valid records of a key file; none when it cannot be read. */
export async function readKeyFile(
  fs: FileSystem,
  dir: string,
  number: number,
): Promise<{ records: KeyRecord[]; sizeBytes: number }> {
  const records: KeyRecord[] = [];
  let sizeBytes = 0;
  try {
    const file = await fs.open(keyFilePath(dir, number), 'read');
    try {
      sizeBytes = await file.sizeBytes();
      const bytes = Buffer.alloc(Math.min(sizeBytes, readBytesMax));
      await file.read(bytes, 0);
      for (let start = 0; start + recordBytes <= bytes.length; start += recordBytes) {
        const record = decode(bytes.subarray(start, start + recordBytes));
        if (record) records.push(record);
      }
    } finally {
      await file.close();
    }
  } catch {
    // A key file that cannot be read costs its keys: their appends would be taken for new ones.
  }
  return { records, sizeBytes };
}

/** Removes a key file that is not needed any more. */
export const removeKeyFile = (fs: FileSystem, dir: string, number: number) =>
  fs.unlink(keyFilePath(dir, number));

/** A key file that is appended to; open only while it is. */
export class KeyFileWriter {
  readonly #fs: FileSystem;
  readonly #dir: string;
  readonly #path: string;
  #offset: number;
  #isNamed = false;

  /** `sizeBytes`: of the file as found. A torn record at its end is written over. */
  constructor(fs: FileSystem, dir: string, number: number, sizeBytes = 0) {
    this.#fs = fs;
    this.#dir = dir;
    this.#path = keyFilePath(dir, number);
    this.#offset = sizeBytes - (sizeBytes % recordBytes);
  }

  /** Puts records on disk. After an error use a new file. */
  async append(records: readonly KeyRecord[]): Promise<void> {
    const bytes = Buffer.concat(records.map(encode));
    const file = await this.#fs.open(this.#path, 'write');
    try {
      await file.writev([bytes], this.#offset);
      await file.fdatasync();
    } finally {
      await file.close();
    }
    if (!this.#isNamed) await this.#fs.fsyncDirectory(this.#dir);
    this.#isNamed = true;
    this.#offset += bytes.length;
  }
}

function encode(record: KeyRecord): Buffer {
  const bytes = Buffer.alloc(recordBytes);
  bytes.write(record.hash, 0, 16, 'base64url');
  bytes.writeUInt32LE(record.rows, 16);
  bytes.writeBigInt64LE(record.receivedNs, 20);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 28)), 28);
  return bytes;
}

function decode(bytes: Buffer): KeyRecord | undefined {
  if (bytes.readUInt32LE(28) !== crc32(bytes.subarray(0, 28))) return undefined;
  return {
    hash: bytes.toString('base64url', 0, 16),
    rows: bytes.readUInt32LE(16),
    receivedNs: bytes.readBigInt64LE(20),
  };
}
