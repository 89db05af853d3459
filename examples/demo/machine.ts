// What this machine has: programs on the PATH, free ports, and whether something listens yet.
import { randomInt } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** Whether a program is there and says its version. */
export function hasProgram(name: string, versionFlag: string): boolean {
  return spawnSync(name, [versionFlag], { stdio: 'ignore', timeout: 10_000 }).status === 0;
}

/**
 * A port nobody listens on now, below those the kernel gives to outgoing connections: one of these could take it before
 * whoever asked listens.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((answer) => {
      server.once('error', () => answer(false)).listen(port, '127.0.0.1', () => answer(true));
    });
    if (!isFree) continue;
    await new Promise((closed) => server.close(closed));
    return port;
  }
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
