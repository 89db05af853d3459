// Whether a structured line has a time of its own that the mapping will find and believe.
import { ageNsMax, futureNsMax, knownFields, parseLogTime } from '@groundcrew/model';

/** Longer texts are no times. */
const timeLengthMax = 64;

/** `valueOf` gives the value of a name, undefined when it is not in the line. */
export function hasTime(valueOf: (name: string) => unknown, readNs: bigint): boolean {
  for (const names of knownFields.time) {
    let isNamed = false;
    for (const name of names) {
      const value = valueOf(name);
      if (typeof value !== 'string' && typeof value !== 'number') continue;
      if (isBelievable(String(value), readNs)) return true;
      isNamed = true;
    }
    // The mapping looks no further than the best name.
    if (isNamed) return false;
  }
  return false;
}

function isBelievable(text: string, readNs: bigint): boolean {
  if (text.length > timeLengthMax) return false;
  const timeNs = parseLogTime(text);
  return timeNs >= readNs - ageNsMax && timeNs <= readNs + futureNsMax;
}
