// The HTTP server: limits on connections and time, headers of every answer, and the fork between receivers, which get
// requests at once, and everything else.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Config } from '../config/schema.ts';
import { listenOn } from './listen.ts';
import { type ListenAddress, urlHost } from './listen-address.ts';
import { answerBrokenRequest, answerProblem } from './problem.ts';
import { refusal } from './request-guard.ts';

/**
 * Takes a request or returns false to leave it to the next. `awaitsContinue` is true when the client waits for
 * "100 Continue" before it sends the body.
 */
export type Route = (
  request: IncomingMessage,
  response: ServerResponse,
  awaitsContinue: boolean,
) => boolean;

/** What the server is made of. */
export interface HttpServerOptions {
  address: ListenAddress;
  limits: Config['http'];
  /** True while no login is needed; asked for every request, since tokens come and go. */
  isOpen: () => boolean;
  /** In order; the last must take everything. */
  routes: readonly Route[];
}

/** A listening server. */
export interface HttpServer {
  readonly url: string;
  /** Takes no new connections and waits for the requests under way, at most `deadlineMs`; then hangs up. */
  stop(deadlineMs: number): Promise<void>;
}

const headersBytesMax = 16 * 1024;
const checkIntervalMs = 5_000;

/** Starts to listen. Throws `listen-failed`. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { limits, address } = options;
  const server = createServer(
    {
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: Math.max(limits.requestTimeoutMs, limits.headersTimeoutMs),
      connectionsCheckingInterval: checkIntervalMs,
      keepAliveTimeout: limits.keepAliveTimeoutMs,
      maxHeaderSize: headersBytesMax,
      requireHostHeader: true,
    },
    (request, response) => answer(options, request, response, false),
  );
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) =>
    answer(options, request, response, true),
  );
  server.maxConnections = limits.maxConnections;
  server.on('clientError', answerBrokenRequest);
  await listenOn(server, address);
  // A server that listens on TCP has this form of address.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${urlHost(address.name, port)}`,
    stop: (deadlineMs) => stop(server, deadlineMs),
  };
}

function answer(
  options: HttpServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
  awaitsContinue: boolean,
): void {
  for (const [name, text] of safeHeaders) response.setHeader(name, text);
  const refused = options.isOpen() ? refusal(request, options.address.name) : undefined;
  if (refused) {
    response.setHeader('Connection', 'close');
    answerProblem(response, refused);
    return;
  }
  for (const route of options.routes) if (route(request, response, awaitsContinue)) return;
}

/** On every answer. A page of ours loosens the policy for itself. */
const safeHeaders: readonly (readonly [string, string])[] = [
  ['X-Content-Type-Options', 'nosniff'],
  ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"],
  ['Referrer-Policy', 'no-referrer'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
];

function stop(server: Server, deadlineMs: number): Promise<void> {
  return new Promise((resolve) => {
    const deadline = setTimeout(() => server.closeAllConnections(), deadlineMs);
    // A connection whose request ends now would otherwise stay open until its keep-alive runs out.
    const sweep = setInterval(() => server.closeIdleConnections(), 50);
    server.close(() => {
      clearTimeout(deadline);
      clearInterval(sweep);
      resolve();
    });
  });
}
