// The names under which loggers write the fields that Groundcrew knows. The mapping in JavaScript and the one in SQL
// are both made from this table. No I/O.

/**
 * Names by field, in tiers: a name of an earlier tier beats one of a later tier, and within a tier the first in the
 * line wins; values that cannot be the field's do not count. Objects inside a line are flattened first, so
 * `service: {name}` is `service.name`. Names that lose stay attributes.
 */
export const knownFields = {
  body: [
    [
      'message',
      'msg',
      'body',
      '@m',
      'RenderedMessage',
      'Message',
      'Body',
      'textPayload',
      'record.message',
    ],
    ['short_message'],
    ['event', 'log', 'text', '@mt', 'MessageTemplate', 'log.message'],
  ],
  time: [
    [
      'time',
      'timestamp',
      '@timestamp',
      'ts',
      '@t',
      'Timestamp',
      'datetime',
      'timeMillis',
      'record.time.timestamp',
    ],
    ['asctime', 'date', 'Time', 'eventTime', 'event_time', 'logged_at', 'written_at', 'created'],
    // Seconds since the epoch, with `timeNanoseconds`: log4j2's `instant`, Google's `timestamp`.
    ['instant.epochSecond', 'timestamp.seconds', 'timestampSeconds'],
  ],
  /** What goes with a time in whole seconds. */
  timeNanoseconds: [['instant.nanoOfSecond', 'timestamp.nanos', 'timestampNanos']],
  severity: [
    [
      'level',
      'severity',
      'severity_text',
      'severityText',
      'SeverityText',
      'log.level',
      'levelname',
      'level_name',
      'log_level',
      'loglevel',
      'logLevel',
      'lvl',
      '@l',
      'Level',
      'LogLevel',
      'Severity',
      'record.level.name',
    ],
    // Python's own scale: 10 is debug.
    ['levelno', 'level_number'],
  ],
  /** OpenTelemetry's scale: 1 to 24. */
  severityNumber: [['severity_number', 'severityNumber', 'SeverityNumber']],
  /** A level only when it is a level's name, and always kept as an attribute: mostly it is HTTP's. */
  status: [['status']],
  service: [
    ['service', 'service.name', 'service_name', 'serviceName', 'dd.service'],
    [
      'app',
      'app.name',
      'app_name',
      'appName',
      'appname',
      'application',
      'application.name',
      'application_name',
      'program',
    ],
  ],
  /** Bunyan's and pino's name of the program; anything else's name unless `hostname` and `pid` stand beside it. */
  loggerName: [['name']],
  processId: [['pid']],
  host: [
    ['host', 'host.name', 'host_name'],
    ['hostname'],
    [
      'host.hostname',
      'HOSTNAME',
      'MachineName',
      'Properties.MachineName',
      'machine_name',
      'server_name',
      'node_name',
      'k8s.node.name',
    ],
  ],
  instance: [
    ['instance', 'instance_id', 'instanceId', 'instance.id', 'service.instance.id'],
    ['service.node.name', 'pod_name', 'k8s.pod.name', 'kubernetes.pod_name', 'kubernetes.pod.name'],
  ],
  requestId: [
    [
      'request_id',
      'requestId',
      'req_id',
      'reqId',
      'RequestId',
      'request.id',
      'x-request-id',
      'x_request_id',
      'http.request.id',
      'named_tags.request_id',
      'Properties.RequestId',
      'requestID',
      'request-id',
      'X-Request-ID',
      'X-Request-Id',
      'http.request.header.x-request-id',
      'http_x_request_id',
      'context.request_id',
      'extra.request_id',
      'record.extra.request_id',
      'mdc.request_id',
      'mdc.requestId',
      'aws_request_id',
      'awsRequestId',
    ],
    [
      'correlation_id',
      'correlationId',
      'CorrelationId',
      'req.id',
      'correlation-id',
      'x-correlation-id',
      'X-Correlation-ID',
      'req.headers.x-request-id',
      'request.headers.x-request-id',
      'headers.x-request-id',
    ],
  ],
  traceId: [
    [
      'trace_id',
      'traceId',
      'trace.id',
      'traceID',
      'traceid',
      'TraceId',
      'otelTraceID',
      '@tr',
      'dd.trace_id',
      'context.trace_id',
      'mdc.trace_id',
      'mdc.traceId',
      'x-b3-traceid',
      'X-B3-TraceId',
    ],
    // Google's `projects/<project>/traces/<trace id>`.
    ['logging.googleapis.com/trace', 'trace'],
  ],
  spanId: [
    [
      'span_id',
      'spanId',
      'span.id',
      'spanID',
      'spanid',
      'SpanId',
      'otelSpanID',
      '@sp',
      'dd.span_id',
      'context.span_id',
      'logging.googleapis.com/spanId',
      'mdc.span_id',
      'mdc.spanId',
      'x-b3-spanid',
      'X-B3-SpanId',
    ],
  ],
  /** W3C's header, read where no field names the trace, and always kept as an attribute. */
  traceparent: [
    [
      'traceparent',
      'traceParent',
      'Traceparent',
      'TraceParent',
      'trace_parent',
      'http.request.header.traceparent',
      'req.headers.traceparent',
      'request.headers.traceparent',
      'headers.traceparent',
    ],
  ],
  runId: [['run_id', 'runId', 'run.id']],
  release: [
    [
      'release',
      'service.version',
      'service_version',
      'serviceVersion',
      'app.version',
      'app_version',
      'appVersion',
      'dd.version',
    ],
    // In GELF, known by `short_message`, it is the version of GELF.
    ['version'],
  ],
} as const satisfies Record<string, readonly (readonly string[])[]>;

export type KnownField = keyof typeof knownFields;

/** Number of each name's tier, from 1: all names of a tier share one. */
export const tierNumbers: ReadonlyMap<string, number> = numberTiers();

/** The numbers of a field's tiers, the best first. */
export function fieldTiers(field: KnownField): number[] {
  return knownFields[field].map(([name]) => tierOf(name));
}

/** The number of a known name's tier. */
export function tierOf(name: string): number {
  const tier = tierNumbers.get(name);
  if (tier === undefined) throw new Error(`BUG: ${JSON.stringify(name)} is not a known name`);
  return tier;
}

function numberTiers(): Map<string, number> {
  const tiers = Object.values(knownFields).flat();
  return new Map(tiers.flatMap((names, index) => names.map((name) => [name, index + 1] as const)));
}
