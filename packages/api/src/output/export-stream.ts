// An export has no length known in advance: when it breaks off, its reader must notice.
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { GroundcrewError } from '@groundcrew/runtime';

/** Time for the last record to leave before the connection is cut. */
const lastRecordMs = 50;

/**
 * The header and the store's bytes. If the store fails in between, the connection is cut without a proper end; NDJSON
 * says why before that, in a last record `{"error": …}`.
 */
export function exportStream(
  header: string,
  source: AsyncIterable<unknown>,
  format: 'ndjson' | 'csv',
): Readable {
  return Readable.from(pieces(header, source, format), {
    objectMode: false,
    highWaterMark: 64 * 1024,
  });
}

async function* pieces(
  header: string,
  source: AsyncIterable<unknown>,
  format: 'ndjson' | 'csv',
): AsyncGenerator<Buffer> {
  if (header !== '') yield Buffer.from(header);
  let bytes = 0;
  try {
    for await (const chunk of source) {
      // Streams of the store are never in object mode.
      const piece = chunk as Buffer;
      bytes += piece.length;
      yield piece;
    }
  } catch (error) {
    if (format === 'ndjson' && bytes > 0) {
      yield Buffer.from(`\n${errorRecord(error)}\n`);
      await delay(lastRecordMs);
    }
    throw error;
  }
}

function errorRecord(error: unknown): string {
  const known = error instanceof GroundcrewError ? error : undefined;
  return JSON.stringify({
    error: {
      code: known?.code ?? 'internal',
      detail: known?.message ?? 'the export broke off',
    },
  });
}
