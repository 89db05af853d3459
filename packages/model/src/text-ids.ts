// Request and trace ids inside a line's text. The expressions mean the same in JavaScript and in RE2, so that the store
// finds what is found here: no flags, no classes such as \w or \s, no look-around.
import { lowerAscii } from './severity.ts';
import { cutCharacters, isLongerThan, recordLimits } from './record-limits.ts';

/** Finds the request id in a text; "" for none. */
export type RequestIdFinder = (text: string) => string;

const quote = String.raw`\\?["']?`;
const assigned = ` ?${quote} ?[=:] ?${quote}`;
/**
 * At least a digit or a length that `null`, `None` and `undefined` do not have; no punctuation at its ends. No bounds
 * on repetitions: each would cost the store its time to compile.
 */
const requestId =
  '(?:[A-Za-z][-A-Za-z_.:/+@~]*)?[0-9](?:[-0-9A-Za-z_.:/+=@~]*[0-9A-Za-z=])?|[A-Za-z][-A-Za-z_.:/+@~]{10,}[A-Za-z]';
const uuid = '[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}';

/**
 * What request ids look like in text unless the configuration says otherwise: `request_id=…`, `X-Request-ID: …`,
 * `correlation_id=…`, `req_id=…`, `req=…`, and in brackets `[req-…]`, a UUID, or nginx's 32 digits (Rails' tags).
 */
export const requestIdPattern = [
  `(?:(?:[Rr]equest|REQUEST|[Cc]orrelation|CORRELATION)[-_ ]?(?:[Ii]d|ID)${assigned}|${
    // Other words end in "req".
    `(?:^|[^0-9A-Za-z])[Rr]eq(?:[-_]?(?:[Ii]d|ID)${assigned}|=${quote})`
  })(${requestId})`,
  String.raw`\[(?:None )?(req-[0-9A-Za-z][-0-9A-Za-z_]*)[\] ]`,
  String.raw`\[(${uuid}|[0-9a-f]{32})\]`,
].join('|');

/** Text in which `requestIdPattern` finds something has one of the words, or matches the expression, which is quick. */
export const requestIdHints = {
  words: ['req', 'Req', 'REQ', 'orrelation', 'ORRELATION'],
  bracket: String.raw`\[(?:[0-9A-Fa-f]{8}|None req-|req-)`,
} as const;

const lowerHex = (digits: number) => `[0-9a-f]{${digits}}`;
const anyHex = (digits: number) => `[0-9A-Fa-f]{${digits}}`;
const parent = `(${lowerHex(32)})-(${lowerHex(16)})-${lowerHex(2)}`;
const parentEnd = '(?:[^-.0-9A-Za-z_]|$)';
const idEnd = '(?:[^-0-9A-Za-z_]|$)';
const zeros = '(?:0{32}|0{8,20})';

/**
 * A `traceparent` as its header says it, and `trace_id=…` with the `span_id=…` behind it: W3C's digits, B3's, and
 * Datadog's decimals. Its groups are pairs of a trace and a span. Ids of zeros are none: alternatives without groups
 * take them first. https://www.w3.org/TR/trace-context/#traceparent-header
 */
export const traceIdPattern = [
  `(?:[Tt]race[Pp]arent|TRACEPARENT)${quote}[ \t]{0,4}[=:][ \t]{0,4}${quote}[ \t]{0,4}(?:${[
    `${lowerHex(2)}-(?:0{32}-|${lowerHex(32)}-0{16}-)`,
    `00-${parent}${parentEnd}`,
    // Later versions may be longer, and ff is none.
    `(?:0[1-9a-f]|[1-9a-e][0-9a-f]|f[0-9a-e])-${parent}(?:-|${parentEnd})`,
  ].join('|')})`,
  `(?:[Tt]race|TRACE)[-_. ]?(?:[Ii]d|ID)${assigned}(?:${[
    `${zeros}${idEnd}`,
    `(${anyHex(32)}|${anyHex(16)}|[0-9]{8,20}|${uuid})` +
      `(?:[^-.0-9A-Za-z_]{1,4}(?:dd\\.|otel)?(?:[Ss]pan|SPAN)[-_. ]?(?:[Ii]d|ID)${assigned}(?:${zeros}|(${anyHex(16)}|[0-9]{8,20})))?${idEnd}`,
  ].join('|')})`,
].join('|');

const standard = new RegExp(requestIdPattern, 'u');
const traces = new RegExp(traceIdPattern, 'u');

/** Finds by the standard pattern. */
export const findRequestId: RequestIdFinder = (text) => joinGroups(standard.exec(text));

/** Whether a field names no request: nginx writes a dash for a header that is not there. */
export const isNoId = (id: string) => id.length < 2 && id < '.';

/** The request id in a body; "" for none, and for one that is too long to be one. */
export function requestIdOf(body: string, find: RequestIdFinder): string {
  const id = find(beginning(body));
  return isLongerThan(id, recordLimits.fieldBytes) ? '' : id;
}

/** The trace and span in a body; both "" for none. */
export function traceOf(body: string): { traceId: string; spanId: string } {
  // Most texts have none, and this is quickly known.
  return /trace/i.test(body) ? findTrace(beginning(body)) : { traceId: '', spanId: '' };
}

/** The trace and span of a `traceparent` field; both "" when it breaks the rules. */
export function traceOfParent(value: string): { traceId: string; spanId: string } {
  return findTrace(`traceparent=${value}`);
}

function findTrace(text: string): { traceId: string; spanId: string } {
  const groups = traces.exec(text)?.slice(1) ?? [];
  const joined = (first: 0 | 1) => groups.filter((_, index) => index % 2 === first).join('');
  return { traceId: lowerAscii(joined(0)), spanId: lowerAscii(joined(1)) };
}

const beginning = (body: string) => cutCharacters(body, recordLimits.idTextCharacters);

/** What the groups caught; those of alternatives that did not match are "". */
const joinGroups = (match: RegExpExecArray | null) => match?.slice(1).join('') ?? '';
