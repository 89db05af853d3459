// The process that delivers a spool in the background. Its server and token come from the runs and the environment.
import { setPriority } from 'node:os';
import { readEnvironment } from '@groundcrew/runtime/light';
import { deliverSpool } from './deliver-spool.ts';
import { deliveryExit } from './start-delivery.ts';

/** After this long without a server it gives up; the next run, or `groundcrew run --deliver`, goes on. */
const patienceMs = 60_000;

const spool = process.argv[2];
if (spool !== undefined) {
  try {
    setPriority(10);
  } catch {
    // Not allowed here: then at the usual priority.
  }
  const token = readEnvironment().get('GROUNDCREW_TOKEN');
  const { end } = await deliverSpool({ spool, token, patienceMs, leavesToOthers: true });
  process.exitCode = deliveryExit[end];
}
