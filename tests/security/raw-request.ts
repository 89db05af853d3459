// A request as it is written, so that no client library tidies its path or its headers first.
import { connect } from 'node:net';

/** What came back. */
export interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Sends the text and reads until the server hangs up. */
export function rawRequest(url: string, request: string | Buffer): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    const parts: Buffer[] = [];
    const timer = setTimeout(() => socket.destroy(new Error('no answer within a minute')), 60_000);
    socket.on('data', (part: Buffer) => void parts.push(part));
    socket.on('error', reject);
    socket.on('close', () => {
      clearTimeout(timer);
      const text = Buffer.concat(parts).toString('latin1');
      const [head = '', ...rest] = text.split('\r\n\r\n');
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0);
      resolve({ status, head, body: rest.join('\r\n\r\n') });
    });
    socket.write(request);
  });
}

/** A GET of the path as it stands here. */
export const rawGet = (url: string, path: string, headers = ''): Promise<RawAnswer> =>
  rawRequest(
    url,
    Buffer.from(
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${headers}\r\n`,
      'latin1',
    ),
  );
