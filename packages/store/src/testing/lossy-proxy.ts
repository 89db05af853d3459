// A TCP proxy that loses answers, and lets requests arrive after their sender gave up: what networks do.
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * `answerLost`: the request arrives, its answer does not. `late`: the sender sees a broken connection at once, the
 * request arrives afterwards.
 */
export type Fate = 'fine' | 'answerLost' | 'late';

export interface LossyProxy {
  url: string;
  /** How many requests met each fate. */
  met: Map<Fate, number>;
  close: () => Promise<void>;
}

/** Starts a proxy before a URL. `fateOf` decides about the nth request, from its first bytes. */
export async function openLossyProxy(
  target: () => string,
  fateOf: (request: number, head: string) => Fate,
): Promise<LossyProxy> {
  const sockets = new Set<Socket>();
  const met = new Map<Fate, number>();
  let requests = 0;

  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    return socket;
  };

  async function sendLate(chunks: readonly Buffer[]): Promise<void> {
    await delay(150);
    const { hostname, port } = new URL(target());
    const server = track(connect(Number(port), hostname));
    server.on('data', () => server.destroy());
    server.write(Buffer.concat(chunks));
  }

  const listener = createServer((client) => {
    track(client);
    const { hostname, port } = new URL(target());
    const server = track(connect(Number(port), hostname));
    let fate: Fate | undefined;
    const late: Buffer[] = [];
    client.on('data', (chunk: Buffer) => {
      if (fate === undefined) {
        fate = fateOf(requests++, chunk.toString('latin1'));
        met.set(fate, (met.get(fate) ?? 0) + 1);
        // The rest of the request is on its way.
        if (fate === 'late') setTimeout(() => (client.destroy(), void sendLate(late)), 20);
      }
      if (fate === 'late') late.push(chunk);
      else server.write(chunk);
    });
    server.on('data', (chunk: Buffer) => {
      if (fate === 'answerLost') client.destroy();
      else client.write(chunk);
      fate = undefined;
    });
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    met,
    async close() {
      for (const socket of sockets) socket.destroy();
      listener.close();
      await once(listener, 'close');
    },
  };
}
