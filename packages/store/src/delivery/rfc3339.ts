// Times for people and files.

/** Nanoseconds since the epoch as RFC 3339 in UTC, to the millisecond. */
export function toRfc3339(timeNs: bigint): string {
  return new Date(Number(timeNs / 1_000_000n)).toISOString();
}
