// What a protocol is to Groundcrew: data, and one pure function. A receiver never touches a socket, the log or the store.
import type { LineDefaults } from '@groundcrew/model';
import type { Clock, GroundcrewError, Log, Metrics } from '@groundcrew/runtime';
import type { z } from 'zod';
import type { LineLimits, Lines } from '../framing/lines.ts';

/** What kinds of telemetry a protocol carries. */
export type Signal = 'logs' | 'runs';

/** Takes what `decode` finds in the bytes of one request. Not kept beyond the call. */
export interface Intake {
  readonly limits: LineLimits;
  /**
   * Lines for the log. Their body may be part of the decoded bytes, which nobody changes any more. False when the request
   * is over its limits and will be refused: decoding can stop.
   */
  lines(lines: Lines): boolean;
  /** Says that so many lines were cut to the limits. */
  cut(lines: number): void;
  /** Leaves out one record, not its neighbours. `reason` is a constant, for the metrics; `detail` says more. */
  reject(reason: string, detail: string): void;
  /** The bytes as a whole are not what they should be: the request is refused. `detail` completes "it …". */
  broken(detail: string): void;
}

/**
 * Bytes of one request, whole and decompressed, to what they say. Pure: no clock, no I/O, no state between calls,
 * and it never throws, whatever the bytes are. Called once per request, on the event loop.
 */
export type Decode = (bytes: Buffer, intake: Intake) => void;

/** What became of a request, as the client is told. */
export interface Accepted {
  rows: number;
  /** Lines cut to the limits. */
  cut: number;
  /** True when an earlier request with the same key had been kept already. */
  isRepeat: boolean;
  /** Records left out, and why the first one was. */
  rejected: { records: number; detail: string };
}

/** What is sent back over HTTP. Headers that belong to the status are the host's. */
export interface Answer {
  status: number;
  contentType: string;
  body: string | Buffer;
}

/** How requests of one kind are read and answered. */
export interface Dialect {
  readonly decode: Decode;
  accepted(accepted: Accepted): Answer;
  refused(error: GroundcrewError): Answer;
  /** Set where such requests are never taken; the body is then not read. */
  readonly refusal?: GroundcrewError;
}

/** How calls of one gRPC method are read and answered. */
export interface GrpcMethod {
  readonly decode: Decode;
  /** The response's message. */
  accepted(accepted: Accepted): Buffer;
  readonly refusal?: GroundcrewError;
}

/** Where a source puts its lines. */
export interface LineSink {
  readonly limits: LineLimits;
  /**
   * Resolves once the lines are safe on disk; waits while the log is full, busy or failing, so the source stops reading.
   * A `key` (at most 256 characters, the source's own) makes a repetition harmless: it is then `known`, and nothing is
   * kept twice. Rejects only when the source is asked to end, or for lines that can never be kept. The bytes must not
   * be changed until it settles. Live tail sees them.
   */
  append(lines: Lines, defaults: LineDefaults, key?: string): Promise<'new' | 'known'>;
}

/** What a source may use beside its sink. */
export interface SourceContext {
  /** A folder of its own for what must survive a restart. The source makes it. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/**
 * Reads telemetry from somewhere until the signal aborts, and then ends soon. One that fails is logged and started again
 * after a while, so it must be able to go on where it was.
 */
export type Source = (sink: LineSink, signal: AbortSignal, context: SourceContext) => Promise<void>;

/** What a receiver may bind to. The host owns sockets, limits, access, back-pressure and metrics. */
export interface ReceiverHost {
  /** Answers `POST` (and `PUT`) at this path: the body goes to `decode`, what it finds to the log. */
  http(path: string, decode: Decode): void;
  /** As `http`, but in the protocol's own forms, chosen by the Content-Type of each request ("" for none). */
  httpDialects(path: string, choose: (contentType: string) => Dialect): void;
  /** Answers calls of a gRPC method, named `/package.Service/Method`, on the ports that speak it. */
  grpc(name: string, method: GrpcMethod): void;
  /** Runs a source from the start of the host to its close. */
  source(run: Source): void;
}

/** A port beside the main one. All of a transport's ports lead to the same addresses or methods. */
export interface Port {
  transport: 'http' | 'grpc';
  /** The option it comes from, such as `grpcListen`. */
  option: string;
  /** HOST:PORT as for the program's `listen`, or `automatic`: the main address with `defaultPort`, if that is free. */
  listen: string;
  defaultPort: number;
}

/** The declaration of a receiver. Its folder under receivers/ has its name. */
export interface Receiver<Name extends string = string, Config extends z.ZodType = z.ZodType> {
  /** Folder, key in the configuration and metric label: lower case, digits and underscores. */
  name: Name;
  /** One sentence: the first line of its documentation. */
  summary: string;
  signals: readonly Signal[];
  /** Addresses of what it implements. */
  specs: readonly string[];
  /** A strict object in which every option has a description and a default. */
  config: Config;
  decode: Decode;
  /** Ports of its own. */
  ports?(config: z.output<Config>): readonly Port[];
  /** Called once at start, if the receiver is configured to run. */
  bind(config: z.output<Config>, host: ReceiverHost): void;
}

/** Keeps the type of the configuration while checking the rest. */
export function defineReceiver<Name extends string, Config extends z.ZodType>(
  receiver: Receiver<Name, Config>,
): Receiver<Name, Config> {
  return receiver;
}
