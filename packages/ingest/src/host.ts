// Owns what all receivers share: routes, the number of requests, the bytes in memory, the counters and the listeners.
// Takes requests straight from node:http, without a framework: this is the path of every log line.
import { type ActiveRequest, ActiveRequests } from './active-requests.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { join } from 'node:path';
import { type Access, assert, type Clock, type Log, type Metrics } from '@groundcrew/runtime';
import type { Wal } from '@groundcrew/wal';
import type { IngestConfig } from './config.ts';
import { refusals } from './errors.ts';
import { Exchange, type Route } from './exchange.ts';
import { type LinesListener, type RequestContext, tellListeners } from './keep.ts';
import { ingestMetrics, type ReceiverMetrics } from './ingest-metrics.ts';
import { receivers } from './receivers/index.ts';
import type { Receiver, ReceiverHost, Source } from './receivers/receiver.ts';
import { runSource } from './sources/run-source.ts';
import { openSink, type SinkContext } from './sources/sink.ts';
import { ByteBudget } from './transports/byte-budget.ts';
import { answerOptions } from './transports/http-answer.ts';
import { endWithStatus, GrpcCall, type GrpcRoute } from './transports/grpc/call.ts';
import { statusTrailers } from './transports/grpc/status.ts';
import { plainDialect } from './transports/plain-dialect.ts';
import { DefaultsReader } from './transports/request-defaults.ts';
import { TaskQueue } from './transports/task-queue.ts';

/** What the host needs from the rest of the program. */
export interface IngestHostOptions {
  append: Wal['append'];
  config: IngestConfig;
  access: Access;
  clock: Clock;
  metrics: Metrics;
  log: Log;
  /** Where sources keep what must survive a restart, each in a folder of its name. */
  folder: string;
  /** In [0, 1): spreads Retry-After. */
  random?: () => number;
}

/** Large bodies decompressed at once: the thread pool has four threads, and the log needs some for its fdatasync. */
const DECODINGS_AT_ONCE = 2;

const SPEED_CHECK_MS = 1000;

/** The front door of telemetry. */
export class IngestHost {
  readonly #routes = new Map<string, Route>();
  readonly #methods = new Map<string, GrpcRoute>();
  readonly #active = new ActiveRequests();
  readonly #listeners = new Set<LinesListener>();
  readonly #context: RequestContext;
  readonly #timer: NodeJS.Timeout;
  readonly #ending = new AbortController();
  readonly #sources: Promise<void>[] = [];
  #whenIdle: (() => void) | undefined;
  #isClosing = false;

  constructor(options: IngestHostOptions) {
    const { append, access, clock, log, config } = options;
    const { limits } = config;
    const budget = new ByteBudget(limits.maxBytesInFlight);
    this.#context = {
      append,
      limits,
      access,
      clock,
      log,
      random: options.random ?? Math.random,
      budget,
      decodings: new TaskQueue(DECODINGS_AT_ONCE),
      defaults: new DefaultsReader(),
      listeners: this.#listeners,
      finished: (request) => this.#finished(request),
    };
    this.#bind(options);
    this.#gauges(options.metrics, budget);
    this.#timer = setInterval(() => this.checkSpeed(), SPEED_CHECK_MS).unref();
  }

  /**
   * Takes a request if its address is one of the receivers'; false if it is not, and nothing has been done.
   * To be called first in the server's `request` event, and with `awaitsContinue` in its `checkContinue` event, so
   * that a client that asks before sending a large body is answered before it does.
   */
  handle(request: IncomingMessage, response: ServerResponse, awaitsContinue = false): boolean {
    const url = request.url ?? '';
    const mark = url.indexOf('?');
    const path = mark < 0 ? url : url.slice(0, mark);
    const route = this.#routes.get(path);
    if (!route) return false;
    if (request.method === 'OPTIONS') {
      answerOptions(response);
      return true;
    }
    const exchange = new Exchange(this.#context, route, request, response);
    const refusal = this.#refusal(request, path);
    if (refusal) {
      exchange.refuse(refusal);
      return true;
    }
    this.#active.add(exchange);
    exchange.start(mark < 0 ? '' : url.slice(mark + 1), awaitsContinue);
    return true;
  }

  /** Takes a stream of an HTTP/2 server whose port speaks gRPC, whatever it asks for. */
  handleGrpc(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    stream.on('error', () => undefined);
    if (!isGrpc(headers)) {
      stream.respond({ ':status': 415 }, { endStream: true });
      return;
    }
    const path = headers[':path'] ?? '';
    const route = this.#methods.get(path);
    if (!route) {
      endWithStatus(stream, statusTrailers(refusals.methodUnknown(path), this.#context.random()));
      return;
    }
    const call = new GrpcCall(this.#context, route, stream);
    const refusal = this.#full();
    if (refusal) {
      call.refuse(refusal);
      return;
    }
    this.#active.add(call);
    call.start(headers);
  }

  /** Calls `listener` for all lines accepted from now on; returns the function that ends it. */
  onLines(listener: LinesListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends uploads that are too slow. Called by a timer. */
  checkSpeed(): void {
    this.#active.checkSpeed(this.#context.clock.monotonicMs());
  }

  /**
   * Takes no more requests and ends the sources; resolves once the requests under way have been answered and the sources
   * have ended. The log must stay open until then.
   */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#ending.abort();
    clearInterval(this.#timer);
    await Promise.all(this.#sources);
    if (this.#active.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#whenIdle = resolve;
    });
  }

  #refusal(request: IncomingMessage, path: string): Error | undefined {
    if (request.method !== 'POST' && request.method !== 'PUT')
      return refusals.methodNotAllowed(request.method ?? '', path);
    return this.#full();
  }

  #full(): Error | undefined {
    if (this.#isClosing) return refusals.stopping();
    return this.#active.size < this.#context.limits.maxRequestsInFlight
      ? undefined
      : refusals.busy();
  }

  #finished(request: ActiveRequest): void {
    this.#active.remove(request);
    if (this.#active.size === 0) this.#whenIdle?.();
  }

  #bind(options: IngestHostOptions): void {
    const { config, metrics } = options;
    const metricsOf = ingestMetrics(metrics);
    const configs: Readonly<Record<string, unknown>> = config.receivers;
    const all: readonly Receiver[] = receivers;
    for (const receiver of all) {
      const { name } = receiver;
      receiver.bind(configs[name], this.#hostOf(name, metricsOf(name), options));
    }
  }

  #hostOf(name: string, metrics: ReceiverMetrics, options: IngestHostOptions): ReceiverHost {
    return {
      http: (path, decode) => {
        const dialect = plainDialect(decode);
        this.#route(path, { choose: () => dialect, metrics });
      },
      httpDialects: (path, choose) => this.#route(path, { choose, metrics }),
      grpc: (method, { decode, ...answers }) => {
        assert(!this.#methods.has(method), `two receivers bind to ${method}`);
        this.#methods.set(method, { decode, metrics, ...answers });
      },
      source: (run) => this.#sources.push(this.#runSource(name, run, metrics, options)),
    };
  }

  #route(path: string, route: Route): void {
    assert(!this.#routes.has(path), `two receivers bind to ${path}`);
    this.#routes.set(path, route);
  }

  /** Starts after the constructor has returned and listeners of lines could be added. */
  async #runSource(
    name: string,
    run: Source,
    metrics: ReceiverMetrics,
    { folder, clock, log, metrics: registry }: IngestHostOptions,
  ): Promise<void> {
    await Promise.resolve();
    const { signal } = this.#ending;
    const sink = openSink(this.#sinkContext(), { name, metrics, signal });
    const context = {
      folder: join(folder, name),
      clock,
      log: log.child({ part: name }),
      metrics: registry,
    };
    await runSource({ name, run, sink, signal, context });
  }

  #sinkContext(): SinkContext {
    const { append, limits, budget } = this.#context;
    return {
      append,
      limits,
      budget,
      tell: (lines, defaults) => tellListeners(this.#context, lines, defaults),
    };
  }

  #gauges(metrics: Metrics, budget: ByteBudget): void {
    metrics.gauge(
      'groundcrew_ingest_in_flight_bytes',
      'Bytes of requests being received or waiting for the disk.',
      () => budget.used,
    );
    metrics.gauge(
      'groundcrew_ingest_in_flight_requests',
      'Requests being received or waiting for the disk.',
      () => this.#active.size,
    );
  }
}

function isGrpc(headers: IncomingHttpHeaders): boolean {
  const type = headers['content-type'] ?? '';
  return headers[':method'] === 'POST' && /^application\/grpc(?:\+proto)?(?:;|$)/.test(type);
}
