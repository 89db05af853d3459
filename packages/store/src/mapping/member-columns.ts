// From a line to its members: `names` and `jsons`, flattened, with unique names of bounded length.
import { recordLimits } from '@groundcrew/model';
import { isRepairable, repairedMembers } from './repair-columns.ts';
import { addColumns } from './steps.ts';

const nameCharacters = recordLimits.keyCharacters;

/** Adds `names` and `jsons` (arrays; empty when `line` is no object with members) and `isNameCut`. */
export function addMembers(source: string): string {
  const parsed = addColumns(source, { parsed: 'JSONExtractKeysAndValuesRaw(line)' });
  const repaired = addColumns(parsed, {
    members1: `if(empty(parsed) AND ${isRepairable('line')}, ${repairedMembers('line')}, parsed)`,
    isDeep1: 'kind = 2',
  });
  const flat = flatten(repaired);
  const split = addColumns(flat, {
    flatNames: `tupleElement(members${recordLimits.levels}, 1)`,
    flatJsons: `tupleElement(members${recordLimits.levels}, 2)`,
  });
  const short = addColumns(split, {
    isNameCut: `arrayExists(n -> length(n) > ${nameCharacters}, flatNames) AND arrayExists(n -> lengthUTF8(n) > ${nameCharacters}, flatNames)`,
    shortNames: `if(isNameCut, arrayMap(n -> substringUTF8(n, 1, ${nameCharacters}), flatNames), flatNames)`,
  });
  const counted = addColumns(short, { isRepeating: 'arrayUniq(shortNames) != length(shortNames)' });
  const first = (array: string) =>
    `if(isRepeating, arrayFilter((x, n) -> n = 1, ${array}, arrayEnumerateUniq(shortNames)), ${array})`;
  return addColumns(counted, { names: first('shortNames'), jsons: first('flatJsons') });
}

/** Lifts the members of objects one level at a time, as long as there are any. */
function flatten(source: string): string {
  let flat = source;
  for (let level = 2; level <= recordLimits.levels; level++) {
    const before = `members${level - 1}`;
    flat = addColumns(flat, {
      [`isDeep${level}`]: `isDeep${level - 1} AND arrayExists(m -> ${isObject}, ${before})`,
      [`members${level}`]: `if(isDeep${level}, arrayFlatten(arrayMap(m -> ${lifted}, ${before})), ${before})`,
    });
  }
  return flat;
}

const isObject = `startsWith(m.2, '{') AND m.2 != '{}'`;
/** Cut before it is repeated for every member: a long name with many members would fill the memory. */
const prefix = `if(length(m.1) > ${nameCharacters}, substringUTF8(m.1, 1, ${nameCharacters}), m.1)`;
const inner = `arrayMap(i -> (concat(${prefix}, '.', i.1), i.2), JSONExtractKeysAndValuesRaw(m.2))`;
/** Canonical text can be refused: a double may have become an integer of more than 64 bits. */
const lifted = `if(${isObject}, if(JSONLength(m.2) > 0, ${inner}, [m]), [m])`;
