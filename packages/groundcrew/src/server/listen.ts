// Binds a server to an address, and says in words why it cannot.
import type { Server } from 'node:net';
import { GroundcrewError } from '@groundcrew/runtime';
import { type ListenAddress, urlHost } from './listen-address.ts';

/** Resolves once the server listens. Throws `listen-failed`. */
export function listenOn(server: Server, { name, host, port }: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new GroundcrewError(
          'listen-failed',
          `cannot listen on ${urlHost(name, port)}: ${reason(error)}`,
          {
            hint: 'choose another address with --listen HOST:PORT',
            cause: error,
          },
        ),
      ),
    );
    server.listen(port, host, resolve);
  });
}

function reason(error: NodeJS.ErrnoException): string {
  if (error.code === 'EADDRINUSE') return 'the port is in use';
  if (error.code === 'EACCES') return 'permission denied';
  return error.code === 'EADDRNOTAVAIL' ? 'this machine has no such address' : error.message;
}
