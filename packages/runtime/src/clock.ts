// Time as an argument, so that tests decide what time it is.

/** Wall-clock time for records and a monotonic time for durations: never use one for the other. */
export interface Clock {
  /** Nanoseconds since the epoch, UTC. */
  nowNs(): bigint;
  /** Milliseconds since an arbitrary start; never goes back. */
  monotonicMs(): number;
}

/** The machine's own clocks. `nowNs` has millisecond resolution. */
export const systemClock: Clock = {
  nowNs: () => BigInt(Date.now()) * 1_000_000n,
  monotonicMs: () => performance.now(),
};
