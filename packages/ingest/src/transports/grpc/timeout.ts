// The grpc-timeout header: at most eight digits and a unit.
// https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md

const unitMs: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1000,
  m: 1,
  u: 1e-3,
  n: 1e-6,
};

/** Milliseconds that the client waits for the answer; Infinity when it does not say. */
export function grpcTimeoutMs(header: string | undefined): number {
  const match = /^(\d{1,8})([HMSmun])$/.exec(header ?? '');
  const unit = unitMs[match?.[2] ?? ''];
  return unit === undefined ? Infinity : Number(match?.[1]) * unit;
}
