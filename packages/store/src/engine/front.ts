// ClickHouse's HTTP interface in front of the embedded engine: routes, authentication, errors.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { authenticate, type Credentials } from './authentication.ts';
import { engineException, exceptionStatus, exceptionText } from './exception.ts';
import { handleQuery, type QueryContext } from './query-handler.ts';

export interface FrontOptions {
  context: QueryContext;
  credentials: Credentials;
  /** 0 for any free port. */
  port: number;
  version: string;
  timezone: string;
  /** Called when a request starts, and the function it returns when that request is over. */
  onRequest: () => () => void;
}

/** The running front. */
export interface Front {
  readonly port: number;
  /** Takes no more requests; resolves when the ones under way are answered. */
  close(): Promise<void>;
}

/**
 * Far above what clients keep a connection idle: a front that closed first, after a busy second, would take with it the
 * requests that had come meanwhile.
 */
const idleMs = 60_000;

/** Listens on the loopback interface. Rejects when the port is taken. */
export async function openFront(options: FrontOptions): Promise<Front> {
  const open = new Set<ServerResponse>();
  const server = createServer(
    { keepAliveTimeout: idleMs, requestTimeout: 0, headersTimeout: 30_000, maxHeaderSize: 1 << 20 },
    (request, response) => {
      open.add(response);
      response.once('close', () => open.delete(response));
      void serve(options, request, response);
    },
  );
  await listen(server, options.port);
  // A server that listens on TCP has an address with a port.
  const { port } = server.address() as AddressInfo;
  return {
    port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      await Promise.all(Array.from(open, (response) => once(response, 'close')));
      // Those kept alive for requests that will not come.
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function serve(options: FrontOptions, request: IncomingMessage, response: ServerResponse) {
  const done = options.onRequest();
  // Of a caller who leaves in the middle of the body; the reader of the body gets the error as well.
  request.on('error', () => {});
  response.on('error', () => {});
  response.setHeader('X-ClickHouse-Server-Display-Name', 'groundcrew');
  response.setHeader('X-ClickHouse-Timezone', options.timezone);
  try {
    await route(options, request, response);
  } catch (error) {
    sendException(options, request, response, error);
  } finally {
    done();
  }
}

async function route(options: FrontOptions, request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? '/', 'http://engine');
  if (url.pathname === '/ping' || url.pathname === '/replicas_status') {
    sendText(response, 200, 'Ok.\n');
    return;
  }
  authenticate(request, url.searchParams, options.credentials);
  if (url.pathname !== '/') {
    sendText(response, 404, `There is no handle ${url.pathname}\n`);
    return;
  }
  if (!['GET', 'HEAD', 'POST'].includes(request.method ?? '')) {
    response.setHeader('Allow', 'GET, HEAD, POST');
    sendText(response, 405, 'Only GET, HEAD and POST are supported\n');
    return;
  }
  await handleQuery(options.context, request, response, url.searchParams);
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.setHeader('Content-Type', 'text/plain; charset=UTF-8');
  response.writeHead(status);
  response.end(text);
}

function sendException(
  options: FrontOptions,
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const thrown = engineException(error);
  response.removeHeader('X-ClickHouse-Format');
  response.setHeader('X-ClickHouse-Exception-Code', thrown.code);
  // What is left of the body is not read: the connection cannot be used again.
  if (!request.readableEnded) response.setHeader('Connection', 'close');
  sendText(response, exceptionStatus(thrown.code), exceptionText(thrown, options.version));
  if (!request.readableEnded) request.resume();
}
