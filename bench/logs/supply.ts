// The lines that one system is sent, and how many of them it should hold.
import { makeLogLines, type LogLines } from '../log-lines.ts';
import type { Peer } from '../peers/peer.ts';
import { say } from './figures.ts';

const gapMs = 60_000;

/** The lines of one system: every load begins where the one before ended, so that no two have lines in common. */
export class Supply {
  readonly #peer: Pick<Peer, 'name' | 'encode'>;
  #startMs: number | undefined;
  #loads = 0;
  /** Lines that the server should hold. */
  lines = 0;
  /** Where it held others, or answered otherwise. */
  readonly complaints = new Set<string>();

  constructor(peer: Pick<Peer, 'name' | 'encode'>) {
    this.#peer = peer;
  }

  next(count: number, cut: { bodyBytes?: number; linesPerBody?: number }): LogLines {
    const data = makeLogLines(count, cut, {
      seed: 42 + this.#loads++,
      ...(this.#startMs !== undefined && { startMs: this.#startMs }),
      ...(this.#peer.encode && { encode: this.#peer.encode }),
    });
    this.#startMs = data.endMs + gapMs;
    this.lines += count;
    return data;
  }

  /** Lines that were made and not sent. */
  takeBack(count: number): void {
    this.lines -= count;
  }

  /** Keeps for the report what is not as it should be. */
  complain(text: string): void {
    if (this.complaints.has(text)) return;
    say(`*** ${this.#peer.name}: ${text} ***`);
    this.complaints.add(text);
  }

  /** The server holds another number of rows: what comes is compared with that. */
  correctTo(found: number): void {
    this.complain(
      `${found.toLocaleString('en')} rows are found, not ${this.lines.toLocaleString('en')}`,
    );
    this.lines = found;
  }
}
