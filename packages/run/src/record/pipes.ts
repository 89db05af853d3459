// Real pipes for the program's outputs. Node connects children by sockets, which differ: /dev/stdout cannot be opened
// through one. A named pipe that is opened at both ends and then removed is an ordinary pipe.
import { spawnSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The two ends of a pipe. */
export interface Pipe {
  /** Non-blocking. */
  read: number;
  /** Blocking, for the program. */
  write: number;
}

/** Makes `count` pipes, with the help of mkfifo(1), in one folder for files that are soon gone; undefined where that fails. */
export function openPipes(count: number): Pipe[] | undefined {
  for (const place of ['/dev/shm', tmpdir()]) {
    const pipes = pipesIn(place, count);
    if (pipes) return pipes;
  }
  return undefined;
}

function pipesIn(place: string, count: number): Pipe[] | undefined {
  let folder: string | undefined;
  const pipes: Pipe[] = [];
  try {
    folder = mkdtempSync(join(place, 'groundcrew-'));
    const paths = Array.from({ length: count }, (_, index) => join(folder ?? '', String(index)));
    if (spawnSync('mkfifo', ['-m', '600', ...paths], { stdio: 'ignore' }).status !== 0)
      return undefined;
    for (const path of paths) {
      const read = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
      pipes.push({ read, write: openSync(path, constants.O_WRONLY) });
    }
    return pipes;
  } catch {
    for (const { read, write } of pipes) [read, write].forEach((file) => closeSync(file));
    return undefined;
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}
