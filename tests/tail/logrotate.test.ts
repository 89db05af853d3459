// logrotate against a program that logs at full speed: renamed and compressed at once, and copied and truncated.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startServer, temporaryFolder } from '../harness/server.ts';
import { numbersOnDisk, startLogProgram } from './log-program.ts';
import { noLogrotate, openRotation } from './rotation.ts';
import { doublesIn, followed, storedNumbers } from './stored-lines.ts';

const rotations = 12;

for (const way of ['create', 'copytruncate'] as const) {
  test(`logrotate (${way}) against a writer at full speed`, { skip: noLogrotate }, async () => {
    const folder = temporaryFolder();
    const logs = join(folder.path, 'logs');
    mkdirSync(logs);
    const config = join(folder.path, 'groundcrew.yaml');
    // The copies of copytruncate match as well, and must not be taken for logs of their own.
    writeFileSync(config, `tail:\n  - path: ${logs}/${way === 'create' ? '*.log' : '*.log*'}\n`);
    const server = await startServer(join(folder.path, 'data'), { args: ['--config', config] });
    const program = await startLogProgram(join(logs, `${way}.log`), { perBatch: 50, pauseMs: 1 });
    try {
      await followed(server.url, 1);
      const rotate = openRotation(folder.path, program, way);
      for (let n = 0; n < rotations; n++) {
        await new Promise((wake) => setTimeout(wake, 50 + 40 * (n % 5)));
        await rotate();
      }
      const written = await program.stop();
      const onDisk = numbersOnDisk(program);
      const stored = await storedNumbers(server.url, way, onDisk);
      const seen = new Set(stored);
      const missed = [...onDisk].filter((number) => !seen.has(number));
      console.log(
        `${way}: ${written} written, ${rotations} rotations, ${onDisk.size} on disk, ${stored.length} stored`,
      );
      assert.ok(written > 20_000, 'the load was real');
      assert.deepEqual(missed.slice(0, 5), [], 'every line that is on disk is stored');
      assert.deepEqual(doublesIn(stored).slice(0, 5), [], 'none is stored twice');
      // Renaming loses nothing. Copytruncate itself loses what is written between its copy and its truncation.
      if (way === 'create') assert.equal(seen.size, written);
    } finally {
      program.child.kill('SIGKILL');
      await server.stop('SIGKILL');
      folder.remove();
    }
  });
}
