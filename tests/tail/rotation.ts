// logrotate itself, as cron would run it, only more often.
import { execFile, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LogProgram } from './log-program.ts';

const run = promisify(execFile);

/** Why these tests cannot run here; false when they can. */
export const noLogrotate =
  spawnSync('logrotate', ['--version']).error === undefined ? false : 'logrotate is not installed';

/** Rotates a program's log by `create` (renamed, made anew, compressed) or by `copytruncate`. */
export function openRotation(
  folder: string,
  program: LogProgram,
  way: 'create' | 'copytruncate',
): () => Promise<void> {
  const { file, child, name } = program;
  const create = `create 0600
  compress
  postrotate
    rm -f '${file}.ack'; kill -USR1 ${child.pid}
    until [ -e '${file}.ack' ]; do sleep 0.01; done
  endscript`;
  const config = join(folder, `${name}.conf`);
  const state = join(folder, `${name}.state`);
  writeFileSync(
    config,
    `'${file}' {\n  rotate 2000\n  size 1\n  missingok\n  ${way === 'create' ? create : 'copytruncate\n  compress\n  delaycompress'}\n}\n`,
    { mode: 0o600 },
  );
  return async () => {
    await run('logrotate', ['-f', '-s', state, config]);
  };
}
