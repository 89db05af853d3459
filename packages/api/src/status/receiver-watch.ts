// How much comes in through which receiver: the totals since the start, the rate of the last minute, and when the last
// request came. Read from the metrics the receivers keep anyway, once a second.
import type { Clock, Metrics } from '@groundcrew/runtime';

/** What one receiver took since the start. */
export interface ReceiverFacts {
  readonly name: string;
  readonly requests: number;
  readonly lines: number;
  readonly bytes: number;
  readonly cutLines: number;
  /** Refused requests by the code of the refusal. */
  readonly refused: ReadonlyMap<string, number>;
  /** To a second; undefined when nothing came. */
  readonly lastSeenNs: bigint | undefined;
  /** Averages of the last minute. */
  readonly linesPerSecond: number;
  readonly bytesPerSecond: number;
}

/** A look at the counters. */
interface Sample {
  readonly atMs: number;
  readonly lines: ReadonlyMap<string, number>;
  readonly bytes: ReadonlyMap<string, number>;
}

const intervalMs = 1_000;
const rateMs = 60_000;

const names = {
  requests: 'groundcrew_ingest_requests_total',
  lines: 'groundcrew_ingest_lines_total',
  bytes: 'groundcrew_ingest_bytes_total',
  cutLines: 'groundcrew_ingest_cut_lines_total',
  refused: 'groundcrew_ingest_rejected_requests_total',
} as const;

/** Watches the receivers until closed. */
export class ReceiverWatch {
  readonly #metrics: Metrics;
  readonly #clock: Clock;
  readonly #timer: NodeJS.Timeout;
  readonly #samples: Sample[] = [];
  readonly #requests = new Map<string, number>();
  readonly #lastSeenNs = new Map<string, bigint>();

  constructor(metrics: Metrics, clock: Clock) {
    this.#metrics = metrics;
    this.#clock = clock;
    this.look();
    this.#timer = setInterval(() => this.look(), intervalMs).unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** Takes a sample. Called by a timer. */
  look(): void {
    for (const [receiver, count] of this.#totals(names.requests)) {
      if (count === (this.#requests.get(receiver) ?? 0)) continue;
      this.#requests.set(receiver, count);
      this.#lastSeenNs.set(receiver, this.#clock.nowNs());
    }
    const atMs = this.#clock.monotonicMs();
    this.#samples.push({
      atMs,
      lines: this.#totals(names.lines),
      bytes: this.#totals(names.bytes),
    });
    while (atMs - (this.#samples[0]?.atMs ?? atMs) > rateMs) this.#samples.shift();
  }

  /** All receivers, by name. */
  facts(): ReceiverFacts[] {
    this.look();
    const requests = this.#totals(names.requests);
    const lines = this.#totals(names.lines);
    const bytes = this.#totals(names.bytes);
    const cutLines = this.#totals(names.cutLines);
    const refused = this.#refusals();
    const all = new Set([...requests.keys(), ...refused.keys()]);
    return [...all].sort().map((name) => ({
      name,
      requests: requests.get(name) ?? 0,
      lines: lines.get(name) ?? 0,
      bytes: bytes.get(name) ?? 0,
      cutLines: cutLines.get(name) ?? 0,
      refused: refused.get(name) ?? new Map<string, number>(),
      lastSeenNs: this.#lastSeenNs.get(name),
      linesPerSecond: this.#rate(name, 'lines'),
      bytesPerSecond: this.#rate(name, 'bytes'),
    }));
  }

  #totals(metric: string): Map<string, number> {
    const totals = new Map<string, number>();
    for (const { labels, value } of this.#metrics.counted(metric)) {
      const receiver = labels['receiver'] ?? '';
      totals.set(receiver, (totals.get(receiver) ?? 0) + value);
    }
    return totals;
  }

  #refusals(): Map<string, Map<string, number>> {
    const refusals = new Map<string, Map<string, number>>();
    for (const { labels, value } of this.#metrics.counted(names.refused)) {
      const receiver = labels['receiver'] ?? '';
      const reasons = refusals.get(receiver) ?? new Map<string, number>();
      reasons.set(labels['reason'] ?? '', value);
      refusals.set(receiver, reasons);
    }
    return refusals;
  }

  #rate(receiver: string, what: 'lines' | 'bytes'): number {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (!first || !last || last.atMs - first.atMs < intervalMs) return 0;
    const more = (last[what].get(receiver) ?? 0) - (first[what].get(receiver) ?? 0);
    return (more * 1000) / (last.atMs - first.atMs);
  }
}
