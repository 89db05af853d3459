// What this machine has: programs on the PATH, free ports, and whether something listens yet.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** Whether a program is there and says its version. */
export function hasProgram(name: string, versionFlag: string): boolean {
  return spawnSync(name, [versionFlag], { stdio: 'ignore', timeout: 10_000 }).status === 0;
}

/** A port nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || !address) throw new Error('BUG: a TCP server has a port');
  return address.port;
}

/** Waits until something listens there; false when nothing does in 20 s. */
export async function isListening(port: number): Promise<boolean> {
  for (const until = Date.now() + 20_000; Date.now() < until; await pause(50)) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await new Promise<boolean>((answer) => {
      socket.once('connect', () => answer(true)).once('error', () => answer(false));
    });
    socket.destroy();
    if (isOpen) return true;
  }
  return false;
}
