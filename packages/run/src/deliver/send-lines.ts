// Brings the lines of one chunk to the server. What is too large for it goes in halves, each under a key of its own; what
// it refuses for good is counted.
import type { Outcome } from './post.ts';

const newline = 10;
/** A reason is for a message, and no longer than this. */
export const reasonLengthMax = 300;

/** Lines that the server will never take, and why. */
export interface Refused {
  lines: number;
  reason: string;
}

/** All of it is settled, or the server must be asked again with all of it. */
export type Sent = { kind: 'settled'; refused: Refused } | Extract<Outcome, { reason: string }>;

/** How to send. */
export interface Sending {
  post(body: Buffer, key: string): Promise<Outcome>;
  /** Known to be too large from an earlier attempt: the halves at once. */
  isSplit: boolean;
  /** Called before the first half is sent. */
  splitting(): void;
}

/** Sends whole lines under `key`. The same lines are cut at the same places each time, so that a repetition is harmless. */
export async function sendLines(body: Buffer, key: string, sending: Sending): Promise<Sent> {
  const middle = middleOf(body);
  if (!sending.isSplit || middle === undefined) {
    const outcome = await sending.post(body, key);
    if (outcome.kind === 'taken') return { kind: 'settled', refused: { lines: 0, reason: '' } };
    if (outcome.kind !== 'refused') return outcome;
    if (outcome.status !== 413 || middle === undefined) {
      const reason = outcome.reason.slice(0, reasonLengthMax);
      return { kind: 'settled', refused: { lines: countLines(body), reason } };
    }
    sending.splitting();
  }
  const half: Sending = { ...sending, isSplit: false, splitting: () => undefined };
  const first = await sendLines(body.subarray(0, middle), `${key}.1`, half);
  if (first.kind !== 'settled') return first;
  const second = await sendLines(body.subarray(middle), `${key}.2`, half);
  if (second.kind !== 'settled') return second;
  const lines = first.refused.lines + second.refused.lines;
  return {
    kind: 'settled',
    refused: { lines, reason: first.refused.reason || second.refused.reason },
  };
}

/** Where the second half of the lines begins; undefined for one line. */
function middleOf(body: Buffer): number | undefined {
  const half = Math.floor(body.length / 2);
  const before = half === 0 ? -1 : body.lastIndexOf(newline, half - 1);
  const at = (before === -1 ? body.indexOf(newline, half) : before) + 1;
  return at === 0 || at === body.length ? undefined : at;
}

function countLines(body: Buffer): number {
  let lines = 0;
  for (let at = body.indexOf(newline); at !== -1; at = body.indexOf(newline, at + 1)) lines++;
  return lines;
}
