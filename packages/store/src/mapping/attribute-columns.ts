// What is left of a line when its known fields are taken: attributes, the body, and what had to be cut.
import { cutAttribute, recordLimits } from '@groundcrew/model';
import { plain, takenColumns } from './pick-columns.ts';
import { text } from './sql-text.ts';
import { addColumns } from './steps.ts';

const { attributes: attributesMax, bodyBytes, valueBytes } = recordLimits;

/** Adds `body`, `attributeNames` and `attributeJsons`. */
export function addAttributes(source: string): string {
  const rest = addColumns(source, {
    bodyWhole: `trimRight(multiIf(empty(names), toValidUTF8(line), bodyTaken > 0, ${plain('bodyJson')}, ''), '\\r\\n')`,
    isRest: `arrayMap((tier, n) -> tier = 0 OR NOT (${takenColumns.map((column) => `n = ${column}`).join(' OR ')}), tiers, arrayEnumerate(tiers))`,
    isBodyCut: `length(bodyWhole) > ${bodyBytes}`,
    body: `if(isBodyCut, ${cutText('bodyWhole', bodyBytes)}, bodyWhole)`,
  });
  const all = addColumns(rest, {
    restNames: 'arrayFilter((x, is) -> is, names, isRest)',
    restJsons: 'arrayFilter((x, is) -> is, jsons, isRest)',
    isListCut: `length(restNames) > ${attributesMax}`,
  });
  const some = (array: string) =>
    `if(isListCut, arraySlice(${array}, 1, ${attributesMax}), ${array})`;
  const bounded = addColumns(all, {
    someNames: some('restNames'),
    someJsons: some('restJsons'),
    // Canonical text is at most eight times as long as the line.
    isValueCut: `length(line) > ${valueBytes / 8} AND arrayExists(v -> length(v) > ${valueBytes}, someJsons)`,
    isCut: 'isListCut OR isBodyCut OR isNameCut OR isValueCut',
  });
  return addColumns(bounded, {
    shortJsons: `if(isValueCut, arrayMap(v -> if(length(v) > ${valueBytes}, ${cutJson}, v), someJsons), someJsons)`,
    attributeNames: withNote('someNames', text(cutAttribute)),
    attributeJsons: withNote('shortJsons', cutNote),
  });
}

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

function withNote(array: string, note: string): string {
  return `if(isCut, arrayPushBack(arrayFilter((x, n) -> n != ${text(cutAttribute)}, ${array}, someNames), ${note}), ${array})`;
}
