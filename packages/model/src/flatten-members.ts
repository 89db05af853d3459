// Objects inside a line become members of their own, level by level: `{"a":{"b":1}}` becomes `a.b`. Works on the
// canonical JSON text as the store does, so that both stop at the same values.
import { type Member, parseMembers } from './json-members.ts';
import { byteLength, cutKey, recordLimits } from './record-limits.ts';

const { levels, nameBytes, nameFactor } = recordLimits;

/** The members with the objects among their values flattened. Empty objects, and what is too deep or too many, stay. */
export function flattenMembers(members: readonly Member[]): readonly Member[] {
  let flat = members;
  for (let level = 1; level < levels && flat.some(isObject); level++) {
    flat = flat.flatMap((member) => lift(member));
  }
  return flat;
}

function lift(member: Member): readonly Member[] {
  if (!isObject(member)) return [member];
  const [key, json] = member;
  // Canonical text can be refused: a double may have become an integer of more than 64 bits.
  const inner = parseMembers(json) ?? [];
  const prefix = cutKey(key);
  const bytes = byteLength(prefix) * inner.length;
  if (inner.length === 0 || bytes > nameFactor * byteLength(json) + nameBytes) return [member];
  return inner.map(([name, value]) => [`${prefix}.${name}`, value]);
}

const isObject = ([, json]: Member): boolean => json.startsWith('{') && json !== '{}';
