// One process at a time on a folder, let go by the kernel when its owner dies in whatever way. Node has no flock(2);
// a bound socket does the same.
import { mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { GroundcrewError, quote } from './errors.ts';

/** A folder held by this process. */
export interface FolderLock {
  release(): Promise<void>;
}

/**
 * Takes the folder for `purpose` (a short name, so that one folder can have several locks). Throws `folder-locked`
 * when another process holds it.
 *
 * Linux: an abstract unix socket named after the folder's device and inode, which settles races, and a socket file in
 * the folder, which is also seen from another container that shares the folder. Elsewhere: a file with the owner's
 * process id, taken over when that process is gone.
 */
export async function lockFolder(folder: string, purpose: string): Promise<FolderLock> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return process.platform === 'linux'
    ? lockWithSockets(folder, purpose)
    : lockWithFile(join(folder, `${purpose}.pid`), folder);
}

const locked = (folder: string, owner: string) =>
  new GroundcrewError('folder-locked', `cannot use ${quote(folder, 200)}: ${owner} is using it`, {
    status: 409,
    hint: 'stop it first, or give this one a folder of its own with --data',
  });

async function lockWithSockets(folder: string, purpose: string): Promise<FolderLock> {
  const { dev, ino } = await stat(folder, { bigint: true });
  const abstract = await listen(`\0groundcrew-${purpose}-${dev}-${ino}`);
  if (!abstract) throw locked(folder, 'another groundcrew');
  // Through the descriptor, because the path of a socket may have only 107 bytes.
  const handle = await open(folder, 'r');
  const path = `/proc/self/fd/${handle.fd}/${purpose}.sock`;
  try {
    if (await answers(path)) throw locked(folder, 'a groundcrew in another container');
    await rm(path, { force: true });
    const visible = await listen(path);
    return {
      async release() {
        if (visible) await close(visible);
        await close(abstract);
        await handle.close();
      },
    };
  } catch (error) {
    await close(abstract);
    await handle.close();
    throw error;
  }
}

/** A server on this address that accepts and hangs up; undefined when the address is taken or sockets cannot be made there. */
function listen(address: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      // File systems without sockets (some network mounts): the abstract socket alone must do.
      else if (!address.startsWith('\0')) resolve(undefined);
      else reject(error);
    });
    server.listen(address, () => resolve(server));
    server.unref();
  });
}

const close = (server: Server) => new Promise<void>((resolve) => server.close(() => resolve()));

/** True when a process listens on this socket file. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function lockWithFile(path: string, folder: string): Promise<FolderLock> {
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx', mode: 0o600 });
      return { release: () => rm(path, { force: true }) };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      const owner = Number.parseInt(await readFile(path, 'utf8').catch(() => ''), 10);
      if (owner > 0 && isAlive(owner)) throw locked(folder, `process ${owner}`);
      await rm(path, { force: true });
    }
  }
  throw locked(folder, 'another groundcrew');
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // EPERM: it exists and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
