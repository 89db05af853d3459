// A pino destination that sends lines to Groundcrew: batches what arrives, keeps it while the server is away.
import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';

const batchBytesMax = 1 << 20;
const heldBytesMax = 16 << 20;

/**
 * Sends what is written to it to `${url}/ingest`, at most four times a second. A batch carries an Idempotency-Key, so
 * sending it again after a lost answer is harmless. Past 16 MiB held back, the stream stops reading (back-pressure).
 */
export function logShipper(url: string): Writable {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let isSending = false;
  let resume: (() => void) | undefined;

  async function send(): Promise<void> {
    if (isSending || held.length === 0) return;
    isSending = true;
    let size = 0;
    let count = 0;
    while (count < held.length && size < batchBytesMax) size += held[count++]?.length ?? 0;
    const body = new Uint8Array(Buffer.concat(held.slice(0, count)));
    const key = randomUUID();
    for (let isKept = false; !isKept;) {
      isKept = await fetch(`${url}/ingest`, {
        method: 'POST',
        body,
        headers: { 'idempotency-key': key },
      }).then(
        (answer) => answer.status < 500 && answer.status !== 429,
        () => false,
      );
      if (!isKept) await new Promise((wake) => setTimeout(wake, 1000));
    }
    held = held.slice(count);
    heldBytes -= size;
    isSending = false;
    resume?.();
    resume = undefined;
  }

  setInterval(() => void send(), 250).unref();
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      held.push(chunk);
      heldBytes += chunk.length;
      if (heldBytes < heldBytesMax) done();
      else resume = done;
    },
    final(done) {
      void send().then(() => done());
    },
  });
}
