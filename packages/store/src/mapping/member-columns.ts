// From a line to its members: `names` and `jsons`, flattened, with unique names of bounded length.
import { recordLimits, tierNumbers } from '@groundcrew/model';
import { isRepairable, repairedMembers } from './repair-columns.ts';
import { lookUp } from './sql-text.ts';
import type { Columns } from './steps.ts';

const { keyCharacters, levels } = recordLimits;

const isObject = (member: string) => `startsWith(${member}.2, '{') AND ${member}.2 != '{}'`;
const hasObject = (members: string) => `arrayExists(m -> ${isObject('m')}, ${members})`;
const cutName = (name: string) =>
  `if(length(${name}) > ${keyCharacters}, substringUTF8(${name}, 1, ${keyCharacters}), ${name})`;

/** The name is cut before it is repeated for every member: a long name with many members would fill the memory. */
const inner = `arrayMap(i -> (concat(${cutName('m.1')}, '.', i.1), i.2), JSONExtractKeysAndValuesRaw(m.2))`;
/** Canonical text can be refused: a double may have become an integer of more than 64 bits. */
const lifted = `if(${isObject('m')} AND JSONLength(m.2) > 0, ${inner}, [m])`;
const lift = (members: string) => `arrayFlatten(arrayMap(m -> ${lifted}, ${members}))`;

/** Objects become members level by level, as long as there are any. */
const flat = `if(kind = 2 AND ${hasObject('whole')}, arrayFold((a, level) -> if(${hasObject('a')}, ${lift('a')}, a), range(${levels - 1}), whole), whole)`;

const isNameCut = `arrayExists(m -> length(m.1) > ${keyCharacters} AND lengthUTF8(m.1) > ${keyCharacters}, flat)`;
const isOdd = `arrayExists(m -> length(m.1) > ${keyCharacters}, flat) OR arrayUniq(tupleElement(flat, 1)) != length(flat)`;
const short = `arrayMap(m -> (${cutName('m.1')}, m.2), flat)`;
const tidied = `arrayFilter((m, n) -> n = 1, ${short}, arrayEnumerateUniq(tupleElement(${short}, 1)))`;

/** Adds `names`, `jsons` and `tiers` (the number of each name's tier); empty when `line` has no members. */
export const memberSteps: readonly Columns[] = [
  { parsed: 'JSONExtractKeysAndValuesRaw(line)' },
  { whole: `if(empty(parsed) AND ${isRepairable('line')}, ${repairedMembers('line')}, parsed)` },
  { flat },
  {
    unique: `if(${isOdd}, ${tidied}, flat)`,
    isNameCut,
    names: 'tupleElement(unique, 1)',
    jsons: 'tupleElement(unique, 2)',
    tiers: `arrayMap(n -> ${lookUp('n', tierNumbers)}, tupleElement(unique, 1))`,
  },
];
