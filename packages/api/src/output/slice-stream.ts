// The records of an export, one slice after the other.
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { type ExportSlice, halves, type LogOrder } from '@groundcrew/query';
import { GroundcrewError } from '@groundcrew/runtime';

export interface SliceOptions {
  readonly order: LogOrder;
  /** Asks the store for the records of a slice. */
  readonly ask: (slice: ExportSlice) => Promise<Readable>;
  /** Told of the bytes before they are passed on. */
  readonly onBytes?: (bytes: Buffer) => void;
  /** Aborted when the reader has gone. */
  readonly signal: AbortSignal;
}

const busyPauseMs = 1000;

/**
 * Asks for each slice when the one before has been read, and passes its bytes on. A slice that is refused for its size
 * is cut in two; one that is refused because too many others ask, when records have left already, is asked for again.
 */
export async function* sliceStream(
  slices: readonly ExportSlice[],
  { order, ask, onBytes, signal }: SliceOptions,
): AsyncGenerator<Buffer> {
  const waiting = slices.toReversed();
  let hasBegun = false;
  for (let slice = waiting.pop(); slice; slice = waiting.pop()) {
    let records: Readable;
    try {
      records = await ask(slice);
    } catch (error) {
      const code = error instanceof GroundcrewError ? error.code : undefined;
      const smaller = code === 'query-too-large' ? halves(slice, order) : undefined;
      if (!smaller && !(hasBegun && code === 'too-many-queries')) throw error;
      if (!smaller) await delay(busyPauseMs, undefined, { signal });
      waiting.push(...(smaller ?? [slice]).toReversed());
      continue;
    }
    for await (const chunk of records) {
      hasBegun = true;
      // Streams of the store are never in object mode.
      const bytes = chunk as Buffer;
      onBytes?.(bytes);
      yield bytes;
    }
  }
}

/** The same bytes, with the first of them already at hand: rejects when they do not even begin. */
export async function untilFirst(records: AsyncGenerator<Buffer>): Promise<AsyncGenerator<Buffer>> {
  return withFirst(await records.next(), records);
}

async function* withFirst(
  first: IteratorResult<Buffer>,
  rest: AsyncGenerator<Buffer>,
): AsyncGenerator<Buffer> {
  if (first.done) return;
  yield first.value;
  yield* rest;
}
