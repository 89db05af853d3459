// The program that `crew run` starts as its recorder: waits for the plan, records, ends.
import type { FromRecorder, RunPlan, ToRecorder } from '../messages.ts';
import { record } from './recorder.ts';

/** The other side may be gone: then nobody waits for the message. */
const send = (message: FromRecorder): void => {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
};

process.once('message', (message: ToRecorder) => {
  if (message.kind === 'start') void recordOne(message.plan);
});

async function recordOne(plan: RunPlan): Promise<void> {
  try {
    await record(plan, send);
    if (process.connected) process.disconnect();
  } catch (error) {
    send({ kind: 'refused', exitCode: 126, message: String(error) });
    process.exitCode = 1;
    if (process.connected) process.disconnect();
  }
}
