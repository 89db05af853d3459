// Nothing acknowledged is lost or doubled when the engine is killed under load, and when it stands still.
// CRASH_KILLS sets the number of kills, CRASH_SEED repeats a run's moments.
import { setTimeout as delay } from 'node:timers/promises';
import { countOf } from './counts.ts';
import { engineIsBack, goesOn, signalEngine, testStrikes } from './strikes.ts';

testStrikes({
  kind: 'engine',
  count: countOf('CRASH_KILLS', { reduced: 60, full: 500 }),
  async strike(scene) {
    const killed = signalEngine(scene.server, 'SIGKILL');
    await goesOn(scene);
    await engineIsBack(scene, killed);
  },
});

testStrikes({
  kind: 'engine, standing still',
  count: countOf('CRASH_KILLS', { reduced: 3, full: 200 }),
  async strike(scene) {
    signalEngine(scene.server, 'SIGSTOP');
    await goesOn(scene);
    await delay(scene.number(0, 1000));
    signalEngine(scene.server, 'SIGCONT');
  },
});
