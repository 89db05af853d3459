// ClickHouse's exceptions: their text form, their numbers, and the HTTP status each is answered with.
// https://clickhouse.com/docs/interfaces/http

/** The exceptions the front itself throws, by name. */
export const exceptionCodes = {
  UNKNOWN_FORMAT: 73,
  BAD_ARGUMENTS: 36,
  NOT_IMPLEMENTED: 48,
  SYNTAX_ERROR: 62,
  UNKNOWN_SETTING: 115,
  READONLY: 164,
  TOO_MANY_SIMULTANEOUS_QUERIES: 202,
  QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING: 216,
  QUERY_IS_TOO_LARGE: 229,
  SESSION_NOT_FOUND: 372,
  SESSION_IS_LOCKED: 373,
  INVALID_SESSION_TIMEOUT: 374,
  INTO_OUTFILE_NOT_ALLOWED: 358,
  QUERY_WAS_CANCELLED: 394,
  AUTHENTICATION_FAILED: 516,
  ACCESS_DENIED: 497,
  INCORRECT_DATA: 117,
  UNKNOWN_EXCEPTION: 1002,
} as const;

export type ExceptionName = keyof typeof exceptionCodes;

/** An exception in ClickHouse's sense. `message` is the whole text, from `Code:` to the name in parentheses. */
export class ClickHouseException extends Error {
  readonly code: number;

  constructor(code: number, text: string) {
    super(text);
    this.name = 'ClickHouseException';
    this.code = code;
  }
}

/** An exception of the front itself, in the same form as the engine's. */
export function exception(name: ExceptionName, message: string): ClickHouseException {
  const code = exceptionCodes[name];
  return new ClickHouseException(code, `Code: ${code}. DB::Exception: ${message}. (${name})`);
}

/** What the engine threw, as an exception: its text starts at `Code:`, whatever stands before it. */
export function engineException(error: unknown): ClickHouseException {
  if (error instanceof ClickHouseException) return error;
  const text = error instanceof Error ? error.message : String(error);
  const start = text.indexOf('Code: ');
  const code = start < 0 ? Number.NaN : Number.parseInt(text.slice(start + 6), 10);
  if (Number.isNaN(code)) return exception('UNKNOWN_EXCEPTION', text.trim());
  return new ClickHouseException(code, text.slice(start).trimEnd());
}

/** The text of an answer: the exception with the server's version, as ClickHouse ends it. */
export function exceptionText(error: ClickHouseException, version: string): string {
  return `${error.message} (version ${version})\n`;
}

const badRequest = new Set([
  6, 8, 15, 25, 26, 27, 36, 37, 38, 41, 44, 53, 62, 72, 117, 123, 167, 168, 223, 321, 376, 427, 441,
  675, 676,
]);
const notFound = new Set([46, 47, 50, 56, 60, 63, 73, 78, 81, 115, 152, 336, 511]);
const otherStatuses = new Map([
  [48, 501],
  [76, 503],
  [159, 408],
  [192, 403],
  [193, 403],
  [194, 401],
  [209, 503],
  [229, 413],
  [381, 411],
  [439, 503],
  [497, 403],
  [512, 403],
  [516, 403],
  [779, 415],
]);

/** The HTTP status ClickHouse answers an exception with; 500 for all it does not list. */
export function exceptionStatus(code: number): number {
  if (badRequest.has(code)) return 400;
  if (notFound.has(code)) return 404;
  return otherStatuses.get(code) ?? 500;
}
