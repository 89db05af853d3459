// Makes the pipes around us wider than the usual 64 KiB, so that a program which prints fast is not held up until we, and
// who reads from us, are scheduled. Node has no fcntl(2); perl and python3 have, and one of them is nearly everywhere.
// Without either the pipes stay as they are.
import { spawn, type StdioOptions } from 'node:child_process';

/** The most that Linux gives everyone: /proc/sys/fs/pipe-max-size. */
export const wideBytes = 1 << 20;
/** F_SETPIPE_SZ in fcntl(2) of Linux. */
const setPipeSize = 1031;

/** What is no pipe stays what it is; the exit code is about the first. */
const helpers: readonly [string, string[]][] = [
  [
    'perl',
    [
      '-e',
      `fcntl(STDOUT, ${setPipeSize}, ${wideBytes}); exit !fcntl(STDIN, ${setPipeSize}, ${wideBytes})`,
    ],
  ],
  ['python3', ['-Sc', `import fcntl; fcntl.fcntl(0, ${setPipeSize}, ${wideBytes})`]],
];

/** Widens the pipe behind `from`, and the one behind `to` if it is one; calls `widened` if the first worked. */
export function widenPipes(from: number, to: number, widened: () => void): void {
  if (process.platform === 'linux') tryHelper(0, [from, to, 'ignore'], widened);
}

function tryHelper(index: number, stdio: StdioOptions, widened: () => void): void {
  const program = helpers[index];
  if (!program) return;
  const helper = spawn(...program, { stdio });
  helper.once('error', () => tryHelper(index + 1, stdio, widened));
  helper.once('exit', (code) => {
    if (code === 0) widened();
  });
  helper.unref();
}
