// The program that `crew run` starts as its recorder: waits for the plan, records, ends.
import type { FromRecorder, ToRecorder } from '../messages.ts';
import { record } from './recorder.ts';

/** The other side may be gone: then nobody waits for the message. */
const send = (message: FromRecorder): void => {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
};

process.once('message', (message: ToRecorder) => {
  if (message.kind !== 'start') return;
  // Nothing but a signal may end it before the program has ended, and an output that fails is the pump's affair.
  record(message.plan, send).then(
    () => {
      if (process.connected) process.disconnect();
      process.exitCode = 0;
    },
    (error: unknown) => {
      send({ kind: 'refused', exitCode: 126, message: String(error) });
      process.exit(1);
    },
  );
});
