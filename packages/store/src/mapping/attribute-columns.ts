// What is left of a line when its known fields are taken: attributes, the body, and what had to be cut.
import { cutAttribute, recordLimits } from '@groundcrew/model';
import { plain, takenColumns } from './pick-columns.ts';
import { text } from './sql-text.ts';
import type { Columns } from './steps.ts';

const { attributes: attributesMax, bodyBytes, valueBytes } = recordLimits;

/** The first bytes of a text, without the half of a character. */
function cutText(expression: string, bytes: number): string {
  const start = `substring(${expression}, 1, ${bytes})`;
  const valid = `toValidUTF8(${start})`;
  return `if(isValidUTF8(${start}), ${start}, substring(${valid}, 1, length(${valid}) - 3))`;
}

const quoted = String.raw`concat('"', replaceAll(replaceAll(v, '\\', '\\\\'), '"', '\\"'), '"')`;
const cutQuoted = cutText(`if(startsWith(v, '"'), v, ${quoted})`, valueBytes - 1);
/** As much of a JSON string as its escapes are whole, and a quote. */
const wholeEscapes = String.raw`^"[^\\]*(?:\\(?:u[0-9A-F]{4}|[^u])[^\\]*)*`;
const cutJson = `concat(extract(${cutQuoted}, ${text(wholeEscapes)}), '"')`;

const cutNames = `arrayFilter(n -> n != '', [if(isListCut, 'attributes', ''), if(isBodyCut, 'body', ''), if(isNameCut, 'keys', ''), if(isValueCut, 'values', '')])`;
const cutNote = `concat('["', arrayStringConcat(${cutNames}, '","'), '"]')`;

const cutJsons = `arrayMap(v -> if(length(v) > ${valueBytes}, ${cutJson}, v), restJsons)`;
const isCut = 'isListCut OR isBodyCut OR isNameCut OR isValueCut';

/** The first members, without one that has the note's own name, and the note. */
function withNote(array: string, note: string): string {
  const first = (each: string) => `arraySlice(${each}, 1, ${attributesMax})`;
  const others = `arrayFilter((x, n) -> n != ${text(cutAttribute)}, ${first(array)}, ${first('restNames')})`;
  return `arrayPushBack(${others}, ${note})`;
}

/** Adds `body`, and the members that are attributes with what must be cut of them. */
export const attributeSteps: readonly Columns[] = [
  {
    bodyWhole: `trimRight(multiIf(empty(names), toValidUTF8(line), bodyTaken > 0, ${plain('bodyJson')}, ''), '\\r\\n')`,
    isBodyCut: `length(bodyWhole) > ${bodyBytes}`,
    body: `if(length(bodyWhole) > ${bodyBytes}, ${cutText('bodyWhole', bodyBytes)}, bodyWhole)`,
    isRest: `arrayMap((tier, n) -> tier = 0 OR NOT (${takenColumns.map((column) => `n = ${column}`).join(' OR ')}), tiers, arrayEnumerate(tiers))`,
    restNames: 'arrayFilter((x, is) -> is, names, isRest)',
    restJsons: 'arrayFilter((x, is) -> is, jsons, isRest)',
    isListCut: `arraySum(isRest) > ${attributesMax}`,
    // Canonical text is at most eight times as long as the line.
    isValueCut: `length(line) > ${valueBytes / 8} AND arrayExists((v, is) -> is AND length(v) > ${valueBytes}, jsons, isRest)`,
  },
];

/** What `attributeNames` and `attributeJsons` are made of. */
export const cutColumns = [
  'restNames',
  'restJsons',
  'isListCut',
  'isBodyCut',
  'isNameCut',
  'isValueCut',
] as const;

/** The attributes' names, bounded. */
export const attributeNames = `if(${isCut}, ${withNote('restNames', text(cutAttribute))}, restNames)`;
/** The attributes' values in the same order. */
export const attributeJsons = `if(${isCut}, ${withNote(`if(isValueCut, ${cutJsons}, restJsons)`, cutNote)}, restJsons)`;
