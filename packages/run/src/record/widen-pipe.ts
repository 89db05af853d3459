// Makes a pipe wider than the usual 64 KiB, so that a program which prints fast is not held up until we are scheduled.
// Node has no fcntl(2); perl and python3 have, and one of them is nearly everywhere. Without either it stays as it is.
import { spawn, type StdioOptions } from 'node:child_process';

/** The most that Linux gives everyone: /proc/sys/fs/pipe-max-size. */
const wideBytes = 1 << 20;
/** F_SETPIPE_SZ in fcntl(2) of Linux. */
const setPipeSize = 1031;

const helpers: readonly [string, string[]][] = [
  ['perl', ['-e', `exit !fcntl(STDIN, ${setPipeSize}, ${wideBytes})`]],
  ['python3', ['-Sc', `import fcntl; fcntl.fcntl(0, ${setPipeSize}, ${wideBytes})`]],
];

/** Widens the pipe behind `file`; calls `widened` if that worked. */
export function widenPipe(file: number, widened: () => void): void {
  if (process.platform === 'linux') tryHelper(0, file, widened);
}

function tryHelper(index: number, file: number, widened: () => void): void {
  const helperHere = helpers[index];
  if (!helperHere) return;
  const [name, args] = helperHere;
  const stdio: StdioOptions = [file, 'ignore', 'ignore'];
  const helper = spawn(name, args, { stdio });
  helper.once('error', () => tryHelper(index + 1, file, widened));
  helper.once('exit', (code) => {
    if (code === 0) widened();
  });
  helper.unref();
}
