// One log record as every part of Groundcrew sees it. Names follow OpenTelemetry's logs data model
// (https://opentelemetry.io/docs/specs/otel/logs/data-model/). No I/O, runs in a browser.

/**
 * A log record with its well-known fields apart from the rest.
 * Text fields are "" when absent; `traceId` and `spanId` are lower-case hex.
 */
export interface LogRecord {
  /** When the event happened, nanoseconds since the epoch, UTC. */
  timeNs: bigint;
  /** When Groundcrew received it, nanoseconds since the epoch, UTC. */
  observedTimeNs: bigint;
  /** OpenTelemetry severity number: 0 unknown, 1 to 24. */
  severityNumber: number;
  /** The level as its author wrote it. */
  severityText: string;
  service: string;
  host: string;
  instance: string;
  body: string;
  requestId: string;
  traceId: string;
  spanId: string;
  runId: string;
  release: string;
  /** Everything else. Nested names are joined with dots; values are JSON text, so types are kept. */
  attributes: Map<string, string>;
}

/** What a request says about all its lines; a line's own fields win over it. */
export interface LineDefaults {
  /** When the bytes were received, nanoseconds since the epoch. */
  receivedNs: bigint;
  service?: string;
  host?: string;
  instance?: string;
  release?: string;
  runId?: string;
}
