// A port that speaks gRPC: HTTP/2 without TLS, bounded against clients that hold connections, flood them with small
// frames or never finish. What is called on it is the receivers' matter.
import {
  constants,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { Config } from '../config/schema.ts';
import type { HttpServer } from './http-server.ts';
import { listenOn } from './listen.ts';
import { type ListenAddress, urlHost } from './listen-address.ts';

/** What the server is made of. */
export interface GrpcServerOptions {
  address: ListenAddress;
  limits: Config['http'];
  onStream: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void;
}

const headersBytesMax = 16 * 1024;
const headerPairsMax = 100;
/** Calls under way at a time on one connection. */
const streamsMax = 100;
/** What a client may send of one message, and of all on a connection, before it waits for us to read. */
const streamWindowBytes = 1024 * 1024;
const connectionWindowBytes = 4 * streamWindowBytes;
/** Node's own count of a session's memory, in MB. */
const sessionMemoryMb = 16;
/** Calls that a client cancels: so many at once, and so many a second, before it is sent away (CVE-2023-44487). */
const resetBurst = 200;
const resetRate = 20;
/** An idle connection stays this long; clients of gRPC connect again by themselves. */
const idleMs = 300_000;
/** Pings in a minute before a client is sent away; gRPC's own servers allow far fewer. */
const pingsPerMinuteMax = 120;
const minuteMs = 60_000;

/** Starts to listen. Throws `listen-failed`. */
export async function startGrpcServer(options: GrpcServerOptions): Promise<HttpServer> {
  const { address, limits } = options;
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer({
    settings: {
      maxConcurrentStreams: streamsMax,
      maxHeaderListSize: headersBytesMax,
      initialWindowSize: streamWindowBytes,
      enablePush: false,
    },
    maxHeaderListPairs: headerPairsMax,
    maxSessionMemory: sessionMemoryMb,
    streamResetBurst: resetBurst,
    streamResetRate: resetRate,
  });
  server.maxConnections = limits.maxConnections;
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    guard(session, limits.headersTimeoutMs);
  });
  server.on('stream', options.onStream);
  // Both are about one client; the server goes on.
  server.on('sessionError', () => undefined);
  server.on('clientError', (_error: Error, socket) => socket.destroy());
  await listenOn(server, address);
  // A server that listens on TCP has this form of address.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${urlHost(address.name, port)}`,
    stop: (deadlineMs) => stop(server, sessions, deadlineMs),
  };
}

/** Sends away who does not speak HTTP/2 soon, does nothing for long, or only pings. */
function guard(session: ServerHttp2Session, greetingMs: number): void {
  session.setLocalWindowSize(connectionWindowBytes);
  const greeting = setTimeout(() => session.destroy(), greetingMs);
  session.once('remoteSettings', () => clearTimeout(greeting));
  session.setTimeout(idleMs, () => session.close());
  let pings = 0;
  const minute = setInterval(() => (pings = 0), minuteMs);
  minute.unref();
  session.on('ping', () => {
    if (++pings > pingsPerMinuteMax)
      session.destroy(undefined, constants.NGHTTP2_ENHANCE_YOUR_CALM);
  });
  session.on('error', () => undefined);
  session.once('close', () => {
    clearTimeout(greeting);
    clearInterval(minute);
  });
}

/** Takes no more calls, waits for those under way, then hangs up. */
function stop(
  server: Http2Server,
  sessions: ReadonlySet<ServerHttp2Session>,
  deadlineMs: number,
): Promise<void> {
  return new Promise((resolve) => {
    const deadline = setTimeout(() => {
      for (const session of sessions) session.destroy();
    }, deadlineMs);
    server.close(() => {
      clearTimeout(deadline);
      resolve();
    });
    for (const session of sessions) session.close();
  });
}
