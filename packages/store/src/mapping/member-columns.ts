// From a line to its members, flattened, with unique names of bounded length.
import { fieldTiers, recordLimits, tierNumbers } from '@groundcrew/model';
import { isRepairable, repairedMembers } from './repair-columns.ts';
import { lookUp } from './sql-text.ts';
import type { Columns } from './steps.ts';

const { fieldBytes, keyCharacters, levels, nameBytes, nameFactor } = recordLimits;

/** Canonical text: an object that is not empty begins with its first name. */
const isObject = (json: string) => `startsWith(${json}, '{"')`;
const hasObject = (members: string) =>
  `arrayExists(j -> ${isObject('j')}, tupleElement(${members}, 2))`;
const cutName = `substringUTF8(m.1, 1, ${keyCharacters})`;

/** The name is cut before it is repeated for every member: a long name with many members would fill the memory. */
const inner = `arrayMap(i -> (concat(${cutName}, '.', i.1), i.2), JSONExtractKeysAndValuesRaw(m.2))`;
/** Canonical text can be refused (0 members): a double may have become an integer of more than 64 bits. */
const isLiftable = `arrayExists(c -> if(c > 0, c * length(${cutName}) <= length(m.2) * ${nameFactor} + ${nameBytes}, 0), [JSONLength(m.2)])`;
const lifted = `if(if(${isObject('m.2')}, ${isLiftable}, 0), ${inner}, [m])`;
const lift = (members: string) => `arrayFlatten(arrayMap(m -> ${lifted}, ${members}))`;

/** Objects become members, level by level: the first two, which are common, apart, because a fold is slower. */
const deeper = `arrayFold((a, level) -> if(${hasObject('a')}, ${lift('a')}, a), range(${levels - 3}), ${lift('b')})`;
const flattened = `arrayMap(b -> if(${hasObject('b')}, ${deeper}, b), [${lift('w')}])[1]`;
/** The members of the few lines that are not plain, before names are looked at. */
const special = `arrayMap(w -> if(if(kind = 2, ${hasObject('w')}, 0), ${flattened}, w), [if(empty(parsed), ${repairedMembers('line')}, parsed)])[1]`;

const names = (members: string) => `tupleElement(${members}, 1)`;
const isRepeating = (members: string) => `arrayUniq(${names(members)}) != length(${members})`;
const hasLongName = (members: string) =>
  `arrayExists(n -> length(n) > ${keyCharacters}, ${names(members)})`;
const short = `arrayMap(m -> (${cutName}, m.2), flat)`;
const tidied = `arrayFilter((m, n) -> n = 1, ${short}, arrayEnumerateUniq(tupleElement(${short}, 1)))`;

/** The body's tiers are the first: see `canBe` in the model. */
const bodyTierMax = Math.max(...fieldTiers('body'));
const canBe = `multiIf(tier = 0, 0, tier <= ${bodyTierMax}, substring(j, 1, 1) NOT IN ('{', 'n'), if(j < ':', length(j) <= ${fieldBytes}, 0))`;
const tierOf = lookUp('n', tierNumbers);

const none = `CAST([], 'Array(Tuple(String, String))')`;

/**
 * Adds `members` as an array of names and JSON texts, empty when `line` is no object with members; `jsons`; and
 * `tiers`, the number of each name's tier, 0 where the value cannot be the field's.
 *
 * Most lines need nothing done to their members. A condition copies the arrays of every row, so these go past all but
 * the last one.
 */
export const memberSteps: readonly Columns[] = [
  { parsed: 'JSONExtractKeysAndValuesRaw(line)' },
  {
    isPlain: `if(empty(parsed), NOT ${isRepairable('line')}, ${isRepeating('parsed')} + ${hasLongName('parsed')} + if(kind = 2, ${hasObject('parsed')}, 0) = 0)`,
  },
  { flat: `if(isPlain, ${none}, ${special})` },
  {
    members: `if(isPlain, parsed, if(if(${isRepeating('flat')}, 1, ${hasLongName('flat')}), ${tidied}, flat))`,
    isNameCut: `if(isPlain, 0, arrayExists(n -> if(length(n) > ${keyCharacters}, lengthUTF8(n) > ${keyCharacters}, 0), ${names('flat')}))`,
  },
  {
    jsons: 'tupleElement(members, 2)',
    tiers: `arrayMap((tier, j) -> tier * ${canBe}, arrayMap(n -> ${tierOf}, ${names('members')}), tupleElement(members, 2))`,
  },
];
