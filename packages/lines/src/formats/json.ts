// Lines that are JSON objects already: they pass through as they are.
import type { FoundLine, LineContext } from './format.ts';
import { hasTime } from './known-time.ts';

/** A line that is a JSON object with members. */
export function readJson(text: string, context: LineContext): FoundLine | undefined {
  const line = text.trim();
  if (!line.startsWith('{') || !line.endsWith('}')) return undefined;
  const object = parseObject(line);
  if (!object) return undefined;
  const members = line.slice(1, -1).trim();
  // Without members it is text to the mapping; `{,}` cannot be.
  if (members === '') return undefined;
  return {
    time: hasTime((name) => memberAt(object, name), context.readNs) ? '' : undefined,
    // Line breaks can only stand between its tokens.
    members: /[\r\n]/.test(members) ? members.replaceAll(/[\r\n]+/g, ' ') : members,
  };
}

function parseObject(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A member by its name, or by the way to it where dots are. */
function memberAt(object: object, name: string): unknown {
  if (Object.hasOwn(object, name)) return read(object, name);
  if (!name.includes('.')) return undefined;
  let value: unknown = object;
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part))
      return undefined;
    value = read(value, part);
  }
  return value;
}

// Its own member, as asked before: what it is stays unknown.
const read = (object: object, name: string) => (object as Record<string, unknown>)[name];
