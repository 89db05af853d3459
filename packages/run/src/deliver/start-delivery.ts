// Starts a process of its own that delivers what is in a spool: for when nobody else is left to do it.
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Returns at once; the process outlives this one. One at a time works on a spool, further ones end by themselves. */
export function startDelivery(spool: string): void {
  spawnDeliverer(spool, { detached: true }).on('error', () => undefined);
}

/** The process itself, which does not keep this one alive. The caller listens for its error. */
export function spawnDeliverer(spool: string, { detached }: { detached: boolean }): ChildProcess {
  const program = fileURLToPath(new URL('./deliver-main.js', import.meta.url));
  const child = spawn(process.execPath, [program, spool], { detached, stdio: 'ignore', cwd: '/' });
  child.unref();
  return child;
}
