// What a protocol is to Groundcrew: data, and one pure function. A receiver never touches a socket, the log or the store.
import type { LineDefaults } from '@groundcrew/model';
import type { z } from 'zod';
import type { LineLimits, Lines } from '../framing/lines.ts';

/** What kinds of telemetry a protocol carries. */
export type Signal = 'logs';

/** Takes what `decode` finds in the bytes of one request. Not kept beyond the call. */
export interface Intake {
  readonly limits: LineLimits;
  /** Lines for the log. Their body may be part of the decoded bytes, which nobody changes any more. */
  lines(lines: Lines): void;
  /** Says that so many lines were cut to the limits. */
  cut(lines: number): void;
}

/**
 * Bytes of one request, whole and decompressed, to what they say. Pure: no clock, no I/O, no state between calls,
 * and it never throws, whatever the bytes are. Called once per request, on the event loop.
 */
export type Decode = (bytes: Buffer, intake: Intake) => void;

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

/**
 * Reads telemetry from somewhere until the signal aborts, and then ends soon. One that fails is logged and started again
 * after a while, so it must be able to go on where it was.
 */
export type Source = (sink: LineSink, signal: AbortSignal) => Promise<void>;

/** What a receiver may bind to. The host owns sockets, limits, access, back-pressure and metrics. */
export interface ReceiverHost {
  /** Answers `POST` (and `PUT`) at this path: the body goes to `decode`, what it finds to the log. */
  http(path: string, decode: Decode): void;
  /** Runs a source from the start of the host to its close. */
  source(run: Source): void;
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
  /** Called once at start, if the receiver is configured to run. */
  bind(config: z.output<Config>, host: ReceiverHost): void;
}

/** Keeps the type of the configuration while checking the rest. */
export function defineReceiver<Name extends string, Config extends z.ZodType>(
  receiver: Receiver<Name, Config>,
): Receiver<Name, Config> {
  return receiver;
}
