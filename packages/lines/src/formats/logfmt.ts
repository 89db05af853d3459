// Lines of key=value pairs. https://brandur.org/logfmt
import { knownFields, quoteJson } from '@groundcrew/model';
import type { FoundLine, LineContext } from './format.ts';
import { hasTime } from './known-time.ts';
import { textMember, typedJson } from './members.ts';

/** More pairs than a record has attributes: the rest stays in the message. */
const pairsMax = 256;
const bodyNames = new Set<string>(knownFields.body.flat());
const pair =
  /[ \t]*([A-Za-z_@][\w.@/-]{0,255})=(?:"((?:[^"\\]|\\.)*)"(?=[ \t]|$)|([^\s"]*)(?=[ \t]|$))/gy;

/**
 * A line of two or more pairs and nothing else, of different keys. Keys become members, so that `level`, `msg`, `ts`
 * and the like are known; without a message the whole line is it.
 */
export function readLogfmt(text: string, context: LineContext): FoundLine | undefined {
  const pairs = readPairs(text.trimEnd());
  if (!pairs || pairs.size < 2) return undefined;
  let members = '';
  let hasBody = false;
  for (const [key, value] of pairs) {
    hasBody ||= bodyNames.has(key);
    members += `${members === '' ? '' : ','}${quoteJson(key)}:${bodyNames.has(key) ? quoteJson(value) : typedJson(value)}`;
  }
  if (!hasBody) members += `,${textMember('message', text)}`;
  return { time: hasTime((name) => pairs.get(name), context.readNs) ? '' : undefined, members };
}

function readPairs(text: string): Map<string, string> | undefined {
  const pairs = new Map<string, string>();
  pair.lastIndex = 0;
  for (let end = 0; end < text.length; end = pair.lastIndex) {
    const match = pair.exec(text);
    const key = match?.[1] ?? '';
    if (!match || pairs.has(key) || pairs.size === pairsMax) return undefined;
    pairs.set(key, match[2] === undefined ? (match[3] ?? '') : unescaped(match[2]));
  }
  return pairs;
}

function unescaped(value: string): string {
  if (!value.includes('\\')) return value;
  try {
    return String(JSON.parse(`"${value}"`));
  } catch {
    return value;
  }
}
