// Levels of the common loggers as OpenTelemetry's severity numbers.
// https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber

const trace = 1;
const debug = 5;
const info = 9;
const notice = 10;
const warn = 13;
const error = 17;
const fatal = 21;

/** Lower-case names of levels. */
export const severityNames: ReadonlyMap<string, number> = new Map([
  ...['trace', 'silly', 'finest', 'trc', 't'].map((name) => [name, trace] as const),
  ...['finer', 'verbose', 'vrb', 'v'].map((name) => [name, 3] as const),
  ...['debug', 'dbg', 'd', 'fine'].map((name) => [name, debug] as const),
  ...['http', 'config'].map((name) => [name, 8] as const),
  ...['info', 'information', 'informational', 'inf', 'i', 'log'].map(
    (name) => [name, info] as const,
  ),
  ...['notice', 'note', 'success', 'n'].map((name) => [name, notice] as const),
  ...['warn', 'warning', 'wrn', 'w'].map((name) => [name, warn] as const),
  ...['error', 'err', 'eror', 'e', 'severe'].map((name) => [name, error] as const),
  ['dpanic', 18],
  ...['trace', 'debug', 'info', 'warn', 'error', 'fatal'].flatMap((name, index) =>
    [2, 3, 4].map((step) => [`${name}${step}`, index * 4 + step] as const),
  ),
  ...['fatal', 'critical', 'crit', 'ftl', 'f', 'c'].map((name) => [name, fatal] as const),
  ...['alert', 'panic', 'pnc', 'p', 'a'].map((name) => [name, 22] as const),
  ...['emergency', 'emerg'].map((name) => [name, 23] as const),
]);

/** Syslog's severities, also GELF's. https://www.rfc-editor.org/rfc/rfc5424#section-6.2.1 */
const syslog = [23, 22, fatal, error, warn, notice, info, debug];
/** Of pino and bunyan, by tens; levels between two tens are those of one's own making. */
const pinoTens = [trace, debug, info, warn, error, fatal];
const monolog = [
  [100, debug],
  [200, info],
  [250, notice],
  [300, warn],
  [400, error],
  [500, fatal],
  [550, 22],
  [600, 23],
] as const;
const logback = [
  [5000, trace],
  [10_000, debug],
  [20_000, info],
  [30_000, warn],
  [40_000, error],
] as const;

/** Numbers of levels as text; the scales do not overlap. */
export const severityScales: ReadonlyMap<string, number> = new Map([
  ...syslog.map((severity, level) => [String(level), severity] as const),
  ...pinoTens.flatMap((severity, tens) =>
    Array.from({ length: 10 }, (_, ones) => [String((tens + 1) * 10 + ones), severity] as const),
  ),
  ...[...monolog, ...logback].map(([level, severity]) => [String(level), severity] as const),
]);

/** Python's scale, which overlaps with pino's. https://docs.python.org/3/library/logging.html#logging-levels */
export const pythonScale: ReadonlyMap<string, number> = new Map([
  ['5', trace],
  ['10', debug],
  ['20', info],
  ['25', notice],
  ['30', warn],
  ['40', error],
  ['50', fatal],
]);

/** OpenTelemetry's own numbers. */
export const openTelemetryScale: ReadonlyMap<string, number> = new Map(
  Array.from({ length: 24 }, (_, index) => [String(index + 1), index + 1]),
);

/** The severity number of a level's name or number in any of the known scales; 0 when unknown. */
export function severityNumber(text: string): number {
  return severityScales.get(text) ?? severityNames.get(lowerAscii(text)) ?? 0;
}

/** Trace, debug, info, warn, error or fatal in lower case; "" for 0 and for numbers that are none. */
export function severityName(number: number): string {
  if (!(number >= 1 && number < 25)) return '';
  return ['trace', 'debug', 'info', 'warn', 'error', 'fatal'][Math.floor((number - 1) / 4)] ?? '';
}

/** Lower case of A to Z alone, as the store's `lower`. */
export function lowerAscii(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
