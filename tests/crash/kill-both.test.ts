// Nothing acknowledged is lost or doubled when gateway and engine are killed under load, and once more while they start.
// CRASH_KILLS sets the number of kills, CRASH_SEED repeats a run's moments.
import { countOf } from './counts.ts';
import { killGateway, signalEngine, testStrikes } from './strikes.ts';

testStrikes({
  kind: 'both',
  count: countOf('CRASH_KILLS', { reduced: 60, full: 200 }),
  async strike(scene) {
    signalEngine(scene.server, 'SIGKILL');
    await killGateway(scene);
  },
});

testStrikes({
  kind: 'both, and again while it starts',
  count: countOf('CRASH_KILLS', { reduced: 3, full: 200 }),
  async strike(scene) {
    signalEngine(scene.server, 'SIGKILL');
    await scene.server.stop('SIGKILL');
    // While it opens the log, recovers it, starts the engine, migrates or delivers.
    await scene.start(scene.number(100, 1500)).then(
      (server) => server.stop('SIGKILL'),
      () => undefined,
    );
    scene.server = await scene.start();
  },
});
