// The half of a request that is the same for every transport: from its whole body to lines that are safe on disk.
import type { LineDefaults } from '@groundcrew/model';
import { type Access, type Clock, GroundcrewError, type Log } from '@groundcrew/runtime';
import { type AppendResult, isLogKind, type Wal } from '@groundcrew/wal';
import type { ActiveRequest } from './active-requests.ts';
import type { IngestLimits } from './config.ts';
import { EntryIntake } from './entries.ts';
import { refusals } from './errors.ts';
import type { Lines } from './framing/lines.ts';
import type { ReceiverMetrics } from './ingest-metrics.ts';
import type { Accepted, Decode } from './receivers/receiver.ts';
import type { ByteAccount, ByteBudget } from './transports/byte-budget.ts';
import { decodeBody } from './transports/content-encoding.ts';
import type { Encoding } from './transports/encodings.ts';
import type { DefaultsReader, RequestDefaults } from './transports/request-defaults.ts';
import type { TaskQueue } from './transports/task-queue.ts';

/**
 * Told of lines once they are safe on disk, one call per entry. `body` holds `rows` lines separated by \n and must not be
 * changed. Called on the path of the request: returns at once.
 */
export type LinesListener = (body: Buffer, defaults: LineDefaults, rows: number) => void;

/** What all requests of a host share. */
export interface RequestContext {
  readonly append: Wal['append'];
  readonly limits: IngestLimits;
  readonly access: Access;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  readonly budget: ByteBudget;
  readonly decodings: TaskQueue;
  readonly defaults: DefaultsReader;
  readonly listeners: ReadonlySet<LinesListener>;
  /** Called once, when nothing of the request is left to do. */
  finished(request: ActiveRequest): void;
}

/** A whole body with what was known before it. */
export interface ReceivedBody {
  readonly bytes: Buffer;
  readonly encoding: Encoding | 'none';
  /** Holds the body's bytes; its owner closes it. */
  readonly account: ByteAccount;
  readonly key: string | undefined;
  readonly defaults: RequestDefaults;
}

/** Where the lines go. */
export interface Destination {
  readonly decode: Decode;
  readonly metrics: ReceiverMetrics;
}

/** Called once: with what was kept, or with what is to be answered instead. */
export type Settled = (error: unknown, accepted: Accepted | undefined) => void;

/** Decompresses, decodes and appends a body, then tells who follows. Callbacks, for this is the hot path. */
export function keepBody(
  context: RequestContext,
  destination: Destination,
  received: ReceivedBody,
  settled: Settled,
): void {
  const { encoding, bytes, account } = received;
  const decoded = (body: Buffer) => {
    try {
      keepDecoded(context, destination, { ...received, bytes: body }, settled);
    } catch (error) {
      settled(error, undefined);
    }
  };
  if (encoding === 'none') return decoded(bytes);
  decodeBody({ bytes, encoding, account }, context.limits, context.decodings, (error, body) => {
    if (error) settled(error, undefined);
    else decoded(body);
  });
}

/** Throws what is to be answered instead. */
function keepDecoded(
  context: RequestContext,
  { decode, metrics }: Destination,
  { bytes, account, key, defaults }: ReceivedBody,
  settled: Settled,
): void {
  const intake = decodeLines(decode, bytes, context.limits);
  chargeCopies(context.budget, account, intake.bytesBeside(bytes));
  const receivedNs = context.clock.nowNs();
  const kept = (result: AppendResult) => {
    if (!result.isRepeat) count(metrics, intake, bytes.length);
    settled(undefined, acceptedOf(intake, result));
    if (!result.isRepeat)
      tellListeners(context, intake.collected, { receivedNs, ...defaults.line });
  };
  if (intake.rows === 0) return kept({ rows: 0, isRepeat: false });
  const entries = intake.entries(receivedNs, defaults.meta);
  context.append(entries, intake.rows, key).then(kept, (error: unknown) => {
    settled(error, undefined);
  });
}

function decodeLines(decode: Decode, bytes: Buffer, limits: IngestLimits): EntryIntake {
  if (bytes.length > limits.maxDecodedBytes) throw refusals.decodedTooLarge(limits.maxDecodedBytes);
  const intake = new EntryIntake(limits);
  decode(bytes, intake);
  if (intake.brokenDetail !== undefined) throw refusals.bodyBroken(intake.brokenDetail);
  if (intake.rows > limits.maxLines) throw refusals.tooManyLines(limits.maxLines);
  if (intake.isTooLarge) throw refusals.recordsTooLarge(limits.maxDecodedBytes);
  return intake;
}

/** Lines that are copies replace the body in memory, and in the account. */
function chargeCopies(budget: ByteBudget, account: ByteAccount, bytes: number): void {
  if (bytes === 0) return;
  account.close();
  if (!account.take(Math.min(bytes, budget.maxBytes))) throw refusals.busy();
}

function count(metrics: ReceiverMetrics, intake: EntryIntake, size: number): void {
  metrics.accepted(intake.rows, size, intake.cutRows);
  for (const [reason, records] of intake.rejections) metrics.rejectedRecords(reason, records);
}

function acceptedOf(intake: EntryIntake, { rows, isRepeat }: AppendResult): Accepted {
  const { cutRows, rejectedRecords: records, rejectedDetail: detail } = intake;
  return { rows, isRepeat, cut: isRepeat ? 0 : cutRows, rejected: { records, detail } };
}

/** Tells everyone who follows of log lines; other kinds of entries are for the store alone. */
export function tellListeners(
  { listeners, log }: Pick<RequestContext, 'listeners' | 'log'>,
  collected: readonly Lines[],
  defaults: LineDefaults,
): void {
  for (const listener of listeners) {
    for (const { kind, body, rows } of collected) {
      if (!isLogKind(kind)) continue;
      try {
        listener(body, defaults, rows);
      } catch (error) {
        log.error({ err: error }, 'a listener of accepted lines failed');
      }
    }
  }
}

/** The problem an error is to the client; what is no refusal is our own failure, and logged. */
export function refusalOf(error: unknown, log: Log): GroundcrewError {
  if (error instanceof GroundcrewError) return error;
  log.error({ err: error }, 'a request of telemetry failed');
  return refusals.internal(error);
}
