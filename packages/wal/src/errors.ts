// The ways the log refuses an append. All are our own trouble, so all are 503 with a time to come back.
import { GroundcrewError } from '@groundcrew/runtime';
import { errorCode } from './file-system.ts';

/** The log holds as much as it may until the store takes some of it. */
export const logFull = () =>
  new GroundcrewError('log-full', 'cannot keep the lines: the log has reached its bound', {
    status: 503,
    retryAfterSeconds: 5,
    hint: 'The store takes the log too slowly or is down: see /readyz, or raise the bound of the log.',
  });

/** Too many bytes wait for the disk. */
export const logBusy = () =>
  new GroundcrewError('log-busy', 'cannot keep the lines: too much waits for the disk', {
    status: 503,
    retryAfterSeconds: 1,
    hint: 'Send less at a time, or put the data folder on a faster disk.',
  });

/** The log was closed. */
export const logClosed = () =>
  new GroundcrewError('log-closed', 'cannot keep the lines: the server is stopping', {
    status: 503,
    retryAfterSeconds: 5,
  });

/** What the callers are told after an operating system's error. */
export function logFailed(cause: unknown): GroundcrewError {
  const code = errorCode(cause);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new GroundcrewError('log-full', 'cannot keep the lines: the disk has no space left', {
      status: 503,
      retryAfterSeconds: 2,
      hint: 'Free space on the disk of the data folder; nothing needs a restart.',
      cause,
    });
  }
  return new GroundcrewError('log-failed', 'cannot keep the lines: the disk refuses to write', {
    status: 503,
    retryAfterSeconds: 2,
    hint: "Look for disk errors in the kernel's log (dmesg) and free or replace the disk.",
    cause,
  });
}
