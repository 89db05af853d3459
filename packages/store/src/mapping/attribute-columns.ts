// What is left of a line when its known fields are taken: attributes, the body, and what had to be cut.
import { cutAttribute, recordLimits } from '@groundcrew/model';
import { takenColumns } from './pick-columns.ts';
import { text } from './sql-text.ts';
import type { Columns } from './steps.ts';

const { attributes: attributesMax, bodyBytes, valueBytes } = recordLimits;

/** The first bytes of a text, without the half of a character, which no expression matches. */
const cutText = (expression: string, bytes: number) =>
  `extract(substring(${expression}, 1, ${bytes}), '^(?s:.*)')`;

/** Planning an OR takes longer the deeper it stands: this takes a tenth. */
const isNotTaken = takenColumns
  .map((column) => `n != ${column}`)
  .reduce((all, each) => `bitAnd(${all}, ${each})`);

/** Adds `body`, and the members that are attributes with what must be cut of them. */
export const attributeSteps: readonly Columns[] = [
  {
    isBodyCut: `length(bodyWhole) > ${bodyBytes}`,
    body: `if(length(bodyWhole) > ${bodyBytes}, ${cutText('bodyWhole', bodyBytes)}, bodyWhole)`,
    rest: `arrayFilter((m, n) -> ${isNotTaken}, members, arrayEnumerate(members))`,
  },
];

/** What `attributes` is made of. */
export const attributeColumns = ['rest', 'isBodyCut', 'isNameCut'] as const;

const isListCut = `length(rest) > ${attributesMax}`;
const isValueCut = `arrayExists(v -> length(v) > ${valueBytes}, tupleElement(rest, 2))`;

const quoted = String.raw`concat('"', replaceAll(replaceAll(v, '\\', '\\\\'), '"', '\\"'), '"')`;
const cutQuoted = `substring(if(startsWith(v, '"'), v, ${quoted}), 1, ${valueBytes - 1})`;
/** As much of a JSON string as its escapes and characters are whole. */
const wholeEscapes = String.raw`^"[^\\]*(?:\\(?:u[0-9A-F]{4}|[^u])[^\\]*)*`;
const cutJson = `arrayMap(v -> if(length(v) > ${valueBytes}, concat(extract(${cutQuoted}, ${text(wholeEscapes)}), '"'), v), [m.2])[1]`;

const cuts = `arrayFilter(n -> n != '', [if(${isListCut}, 'attributes', ''), if(isBodyCut, 'body', ''), if(isNameCut, 'keys', ''), if(${isValueCut}, 'values', '')])`;
const note = `(${text(cutAttribute)}, concat('["', arrayStringConcat(${cuts}, '","'), '"]'))`;

/** The first members, without one that has the note's own name, and the note. */
const bounded = `arrayPushBack(arrayFilter(m -> m.1 != ${text(cutAttribute)}, arrayMap(m -> (m.1, ${cutJson}), arraySlice(rest, 1, ${attributesMax}))), ${note})`;

/** The attributes as an array of names and JSON texts. */
export const attributes = `if((${isListCut}) + isBodyCut + isNameCut + ${isValueCut} > 0, ${bounded}, rest)`;
