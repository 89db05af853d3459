// Ids that no field names, from the line's text; see the model's `text-ids`. Only rows without an id pay.
import { recordLimits, requestIdHints, tierOf, traceIdPattern } from '@groundcrew/model';
import { plain, text, texts } from './sql-text.ts';
import type { Columns } from './steps.ts';

/** Stands for the expression that request ids are found by, which is the user's. */
export const patternPlace = '<request id pattern>';

const { fieldBytes, idTextCharacters } = recordLimits;
const beginning = `substringUTF8(bodyWhole, 1, ${idTextCharacters})`;

/** Groups of alternatives that did not match are empty. */
const found = `arrayStringConcat(extractGroups(${beginning}, ${patternPlace}))`;
const isWorthIt = `if(multiSearchAny(bodyWhole, ${texts(requestIdHints.words)}), 1, match(bodyWhole, ${text(requestIdHints.bracket)}))`;

/** How request ids are looked for: by the model's pattern, which has quick hints, another, or not at all. */
export const searches = {
  standard: `if(${isWorthIt}, ${found}, '')`,
  other: found,
  none: `''`,
} as const;

const isNone = `if(length(requestIdText) < 2, requestIdText < '.', 0)`;

const parentAt = `indexOf(tiers, ${tierOf('traceparent')})`;
const parent = `concat('traceparent=', ${plain('jsons[parentAt]')})`;
const hasTrace = `positionCaseInsensitive(bodyWhole, 'trace') > 0`;

/** To stand beside the positions of fields. */
export const parentColumn: Columns = { parentAt };

/** To stand after the fields' texts: `requestId`, and the text a trace is to be found in. */
export const idTextColumns = (search: keyof typeof searches): Columns => ({
  requestId: `if(${isNone}, ${searches[search]}, requestIdText)`,
  traceSource: `multiIf(traceText != '', '', parentAt > 0, ${parent}, ${hasTrace}, ${beginning}, '')`,
});

/** To stand after those: a trace and a span with a blank between them, the trace alone, or nothing. */
export const traceColumn: Columns = {
  traceFound: `if(traceSource = '', '', trimBoth(arrayStringConcat(extractGroups(traceSource, ${text(traceIdPattern)}), ' ')))`,
};

/** Columns of the table, given what to take where no text was looked at. */
export const idExpressions = (own: { traceId: string; spanId: string }) => ({
  request_id: `if(length(requestId) > ${fieldBytes}, '', requestId)`,
  trace_id: `if(traceFound = '', ${own.traceId}, lower(extract(traceFound, '^[^ ]+')))`,
  span_id: `if(if(traceFound = '', 1, spanIdText != ''), ${own.spanId}, lower(extract(traceFound, ' (.+)')))`,
});
