// Objects inside a line become members of their own, level by level: `{"a":{"b":1}}` becomes `a.b`. Works on the
// canonical JSON text as the store does, so that both stop at the same values.
import { type Member, parseMembers } from './json-members.ts';
import { cutKey, recordLimits } from './record-limits.ts';

/** The members with the objects among their values flattened. Empty objects, and what is too deep, stay as they are. */
export function flattenMembers(members: readonly Member[]): readonly Member[] {
  let flat = members;
  for (let level = 1; level < recordLimits.levels && flat.some(isObject); level++) {
    flat = flat.flatMap((member) => lift(member));
  }
  return flat;
}

function lift(member: Member): readonly Member[] {
  if (!isObject(member)) return [member];
  const [key, json] = member;
  // Canonical text can be refused: a double may have become an integer of more than 64 bits.
  const inner = parseMembers(json) ?? [];
  if (inner.length === 0) return [member];
  const prefix = cutKey(key);
  return inner.map(([name, value]) => [`${prefix}.${name}`, value]);
}

const isObject = ([, json]: Member): boolean => json.startsWith('{') && json !== '{}';
