// Texts with ids in them, and with what almost is one, in many of the forms in which programs write them.
import fc from 'fast-check';

const hex = (length: number) =>
  fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`)).map((digits) => digits);
const traceDigits = fc.oneof(
  { weight: 4, arbitrary: hex(32) },
  hex(16),
  hex(16).map((digits) => digits.toUpperCase()),
  fc.stringMatching(/^[0-9]{7,21}$/),
  fc.constantFrom('0', '0'.repeat(16), '0'.repeat(32), '0'.repeat(20), `${'1'.repeat(31)}.`),
);
const spanDigits = fc.oneof(
  { weight: 3, arbitrary: hex(16) },
  hex(15),
  fc.stringMatching(/^[0-9]{8,20}$/),
  fc.constantFrom('0', '0'.repeat(16)),
);
const traceparent = fc
  .tuple(
    fc.constantFrom('00', '00', '01', 'cc', 'ff', '0', '.0', 'AB'),
    traceDigits,
    spanDigits,
    fc.constantFrom('01', '00', 'f', 'fff'),
    fc.constantFrom('', '', '', '.', '-more', ' ', '"', '\\t', 'x'),
  )
  .map(([version, trace, span, flags, end]) => `${version}-${trace}-${span}-${flags}${end}`);

const requestId = fc.oneof(
  fc.uuid(),
  fc.uuid().map((id) => id.toUpperCase()),
  fc.uuid().map((id) => id.replaceAll('-', '')),
  fc.stringMatching(/^req-[0-9a-z-]{0,12}$/),
  fc.stringMatching(/^[0-9A-Za-z_.:/+=@~-]{1,24}$/),
  fc.constantFrom('null', 'None', 'undefined', '-', '', '7', 'abcdefghijkl', 'ä1', '<none>'),
);
const separator = fc.constantFrom('=', ': ', ' = ', '="', '": "', '\\":\\"', "='", ':', ' ', '=  ');
const requestKey = fc.constantFrom(
  'request_id',
  'requestId',
  'X-Request-ID',
  'REQUEST_ID',
  'correlation-id',
  'Correlation ID',
  'req_id',
  'reqId',
  'req',
  'freq',
  'Req',
  'request',
);
const traceKey = fc.constantFrom(
  'trace_id',
  'traceId',
  'TRACE_ID',
  'dd.trace_id',
  'otelTraceID',
  'X-B3-TraceId',
  'trace id',
  'trace',
);
const parentKey = fc.constantFrom('traceparent', 'Traceparent', 'traceParent', 'trace-parent');
const spanKey = fc.constantFrom('span_id', 'spanId', 'dd.span_id', 'otelSpanID', 'span');

const join = (...parts: fc.Arbitrary<string>[]) =>
  fc.tuple(...parts).map((texts) => texts.join(''));
const piece = fc.oneof(
  join(requestKey, separator, requestId),
  join(fc.constantFrom('[', '[None ', '(', ''), requestId, fc.constantFrom(']', ' x]', ')', '')),
  join(parentKey, separator, traceparent),
  traceparent,
  join(traceKey, separator, traceDigits),
  join(
    traceKey,
    separator,
    traceDigits,
    fc.constantFrom(' ', ', ', '", "', '-'),
    spanKey,
    separator,
    spanDigits,
  ),
  fc.constantFrom('GET /', 'ä', '😀', '\u017f', '\u212a', 'Traceback', '.', '[', '"', '\n'),
);

/** A line of text. */
export const idText: fc.Arbitrary<string> = fc
  .tuple(fc.array(piece, { minLength: 1, maxLength: 5 }), fc.constantFrom(' ', ' ', '', ', ', ';'))
  .map(([pieces, between]) => pieces.join(between));
