// `groundcrew run --deliver`: sends what earlier runs have left on disk.
import { type DeliverOptions, deliverSpool } from '@groundcrew/run/deliver';
import { GroundcrewError } from '@groundcrew/runtime/light';
import { notice } from '../terminal/notice.ts';

/** A server that does not answer for so long is away. */
const patienceMs = 10_000;

/** Delivers everything; throws `server-unreachable` when something remains. */
export async function deliver(options: Omit<DeliverOptions, 'patienceMs'>): Promise<void> {
  const { delivered, remaining, reason, complaints } = await deliverSpool({
    ...options,
    patienceMs,
  });
  for (const text of complaints) notice(text);
  process.stdout.write(`${delivered} runs delivered, ${remaining} remaining\n`);
  if (remaining === 0) return;
  throw new GroundcrewError('server-unreachable', `cannot deliver ${remaining} runs: ${reason}`, {
    hint: 'start the server, or name another with --url; everything is still on disk',
  });
}
