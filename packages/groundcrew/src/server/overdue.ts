// A stop that hangs, on a disk that does not answer or a machine that does nothing but swap, ends all the same.
import type { Log } from '@groundcrew/runtime';

/** The steps of a stop have bounds of their own, which come to less unless the machine stands still. */
const stopMsMax = 9_500;
const besideRequestsMs = 4_500;

/**
 * Kills this process when it has not ended by itself: within ten seconds, unless requests may take longer than their usual
 * five. Nothing is lost: what was acknowledged is in the log on disk, and the engine ends with us. An exit would
 * wait for the system calls that hang.
 */
export function endWhenOverdue({ requestsMs, log }: { requestsMs: number; log: Log }): void {
  const end = () => {
    log.error({}, 'stopping takes too long: killed; what is left is done after the next start');
    process.kill(process.pid, 'SIGKILL');
  };
  setTimeout(end, Math.max(stopMsMax, requestsMs + besideRequestsMs)).unref();
}
