// Nothing acknowledged is lost or doubled when the gateway is killed under load.
// CRASH_KILLS sets the number of kills, CRASH_SEED repeats a run's moments.
import { countOf } from './counts.ts';
import { killGateway, testStrikes } from './strikes.ts';

testStrikes({
  kind: 'gateway',
  count: countOf('CRASH_KILLS', { reduced: 60, full: 500 }),
  strike: killGateway,
});
