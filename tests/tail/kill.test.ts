// The server is killed again and again while logs are rotated: nothing is lost, nothing is doubled.
// CRASH_KILLS sets the number of kills, CRASH_SEED repeats a run's moments.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { freePort, startServer, temporaryFolder } from '../harness/server.ts';
import { numbersOnDisk, startLogProgram } from './log-program.ts';
import { noLogrotate, openRotation } from './rotation.ts';
import { doublesIn, followed, storedNumbers } from './stored-lines.ts';

const kills = Number(process.env['CRASH_KILLS'] ?? 60);
const seed = Number(process.env['CRASH_SEED'] ?? Date.now() % 1_000_000);

test(
  `${kills} kills during rotation lose and double nothing (seed ${seed})`,
  { skip: noLogrotate },
  async () => {
    const folder = temporaryFolder();
    const logs = join(folder.path, 'logs');
    mkdirSync(logs);
    const config = join(folder.path, 'groundcrew.yaml');
    writeFileSync(config, `tail:\n  - ${logs}/renamed.log\n  - path: ${logs}/copied.log*\n`);
    const port = await freePort();
    const data = join(folder.path, 'data');
    const start = () => startServer(data, { port, args: ['--config', config] });
    let server = await start();
    const pace = { perBatch: 10, pauseMs: 4 };
    const renamed = await startLogProgram(join(logs, 'renamed.log'), pace);
    const copied = await startLogProgram(join(logs, 'copied.log'), pace);
    const rotations = [
      openRotation(folder.path, renamed, 'create'),
      openRotation(folder.path, copied, 'copytruncate'),
    ];
    try {
      await followed(server.url, 2);
      let state = seed;
      for (let kill = 0; kill < kills; kill++) {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        // A rotation takes about this long: the kill comes before, in or after it.
        const rotated = Promise.all(rotations.map((rotate) => rotate()));
        await new Promise((wake) => setTimeout(wake, state % 120));
        await server.stop('SIGKILL');
        await rotated;
        server = await start();
      }
      const programs = [renamed, copied];
      const counts = await Promise.all(programs.map((program) => program.stop()));
      for (const [index, program] of programs.entries()) {
        const written = counts[index];
        const onDisk = numbersOnDisk(program);
        const stored = await storedNumbers(server.url, program.name, onDisk);
        const seen = new Set(stored);
        console.log(
          `${program.name}: ${kills} kills, seed ${seed}: ${written} written, ${onDisk.size} on disk, ${stored.length} stored`,
        );
        const missed = [...onDisk].filter((number) => !seen.has(number));
        assert.deepEqual(missed.slice(0, 5), [], 'every line that is on disk is stored');
        assert.deepEqual(doublesIn(stored).slice(0, 5), [], 'none is stored twice');
        if (program === renamed) assert.equal(seen.size, written);
      }
    } finally {
      for (const { child } of [renamed, copied]) child.kill('SIGKILL');
      await server.stop('SIGKILL');
      folder.remove();
    }
  },
);
