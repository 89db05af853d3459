// Starts a process of its own that delivers what is in a spool: for when nobody else is left to do it.
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isLocked } from './is-locked.ts';

/** How the process ends that delivers a spool in the background, as its exit code. */
export const deliveryExit = {
  /** Nothing is left to deliver. */
  done: 0,
  /** Another process was delivering and has been left what there is. */
  busy: 3,
  /** A server takes nothing without a better token. */
  denied: 4,
  /** No server took anything for a while. */
  away: 5,
} as const;

/** Starts one, unless one is at work: that one looks once more before it ends. The process outlives this one. */
export async function startDelivery(spool: string): Promise<void> {
  if (await isLocked(spool, 'deliver')) return;
  spawnDeliverer(spool, { detached: true }).on('error', () => undefined);
}

/** The process itself, which does not keep this one alive. The caller listens for its error. */
export function spawnDeliverer(spool: string, { detached }: { detached: boolean }): ChildProcess {
  const program = fileURLToPath(new URL('./deliver-main.js', import.meta.url));
  const child = spawn(process.execPath, [program, spool], { detached, stdio: 'ignore', cwd: '/' });
  child.unref();
  return child;
}
