// The real file system, over Node's callback API: it is the quickest one and leaves closing to us.
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { FileSystem, OpenFile, OpenMode } from './file-system.ts';

const open = promisify(fs.open);
const close = promisify(fs.close);
const fdatasync = promisify(fs.fdatasync);
const fsync = promisify(fs.fsync);
const ftruncate = promisify(fs.ftruncate);
const fstat = promisify(fs.fstat);

/** Linux takes at most 1,024 buffers a call (IOV_MAX). */
const buffersPerCallMax = 1024;

const openFlags: Record<OpenMode, number> = {
  read: fs.constants.O_RDONLY,
  write: fs.constants.O_RDWR | fs.constants.O_CREAT,
  create: fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_EXCL,
};

/** The machine's file system. */
export const nodeFileSystem: FileSystem = {
  async open(file, mode) {
    return openFile(await open(file, openFlags[mode], 0o600));
  },

  async makeDirectory(directory) {
    const first = await fs.promises.mkdir(directory, { recursive: true, mode: 0o700 });
    if (first === undefined) return;
    // Each folder made is a name in the one above it.
    const top = path.dirname(path.resolve(first));
    let above = path.resolve(directory);
    while (above !== top) {
      above = path.dirname(above);
      await this.fsyncDirectory(above);
    }
  },

  async fsyncDirectory(directory) {
    const fd = await open(directory, fs.constants.O_RDONLY);
    try {
      await fsync(fd);
    } finally {
      await close(fd);
    }
  },

  readdir: (directory) => fs.promises.readdir(directory),
  fileSizeBytes: async (file) => (await fs.promises.stat(file)).size,
  rename: (from, to) => fs.promises.rename(from, to),
  unlink: (file) => fs.promises.unlink(file),
};

function openFile(fd: number): OpenFile {
  return {
    async writev(buffers, position) {
      let offset = position;
      for (let index = 0; index < buffers.length; index += buffersPerCallMax) {
        offset += await writeAll(fd, buffers.slice(index, index + buffersPerCallMax), offset);
      }
    },
    async read(target, position) {
      let filled = 0;
      while (filled < target.length) {
        const count = await read(fd, target.subarray(filled), position + filled);
        if (count === 0) break;
        filled += count;
      }
      return filled;
    },
    truncate: (sizeBytes) => ftruncate(fd, sizeBytes),
    fdatasync: () => fdatasync(fd),
    fsync: () => fsync(fd),
    sizeBytes: async () => (await fstat(fd)).size,
    close: () => close(fd),
  };
}

/** Writes all of at most IOV_MAX buffers; returns their length. */
async function writeAll(fd: number, buffers: Buffer[], position: number): Promise<number> {
  const total = buffers.reduce((sum, buffer) => sum + buffer.length, 0);
  let rest = buffers;
  let written = 0;
  while (written < total) {
    const count = await writev(fd, rest, position + written);
    if (count === 0) throw Object.assign(new Error('EIO: nothing written'), { code: 'EIO' });
    written += count;
    if (written < total) rest = skipBytes(rest, count);
  }
  return total;
}

/** The buffers without their first `count` bytes. */
function skipBytes(buffers: Buffer[], count: number): Buffer[] {
  let skipped = 0;
  for (const [index, buffer] of buffers.entries()) {
    if (skipped + buffer.length > count) {
      return [buffer.subarray(count - skipped), ...buffers.slice(index + 1)];
    }
    skipped += buffer.length;
  }
  return [];
}

const writev = (fd: number, buffers: Buffer[], position: number) =>
  new Promise<number>((resolve, reject) => {
    fs.writev(fd, buffers, position, (error, count) => (error ? reject(error) : resolve(count)));
  });

const read = (fd: number, target: Buffer, position: number) =>
  new Promise<number>((resolve, reject) => {
    fs.read(fd, target, 0, target.length, position, (error, count) =>
      error ? reject(error) : resolve(count),
    );
  });
