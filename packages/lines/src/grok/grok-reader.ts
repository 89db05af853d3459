// A compiled grok pattern as a format of lines.
import { knownFields, quoteJson } from '@groundcrew/model';
import type { FoundLine, LineContext, ReadLine } from '../formats/format.ts';
import { hasTime } from '../formats/known-time.ts';
import { leadingTime } from '../formats/leading-time.ts';
import { joined, list, type Members, textMember } from '../formats/members.ts';
import { syslogTime } from '../formats/syslog.ts';
import type { Grok, GrokValue } from './compile-grok.ts';

const bodyNames = new Set<string>(knownFields.body[0]);
const timeNames: readonly string[] = knownFields.time[0];

/** Reads lines by a pattern: its fields become members; without a message the whole line is it. */
export function grokReader(grok: Grok): ReadLine {
  return (text, context) => {
    const found = grok.match(text);
    if (!found || found.size === 0) return undefined;
    const hasBody = [...found.keys()].some((name) => bodyNames.has(name));
    const members = list(fieldMembers(found), hasBody ? '' : textMember('message', text));
    return { time: timeOf(found, context), members };
  };
}

function fieldMembers(found: ReadonlyMap<string, GrokValue>): Members {
  let members = '';
  for (const [name, value] of found)
    members = joined(members, `${quoteJson(name)}:${json(name, value)}`);
  return members;
}

function json(name: string, value: GrokValue): string {
  if (typeof value !== 'object')
    return typeof value === 'string' ? quoteJson(value) : String(value);
  // A body is one text.
  if (bodyNames.has(name)) return quoteJson(value.join(' '));
  return `[${value.map((one) => json('', one)).join(',')}]`;
}

/** The time that the mapping would find among the fields, or one in a shape that it does not know. */
function timeOf(found: ReadonlyMap<string, GrokValue>, context: LineContext): FoundLine['time'] {
  for (const name of timeNames) {
    const value = found.get(name);
    if (typeof value !== 'string') continue;
    const time = leadingTime(value, context) ?? syslogTime(`${value} `, context);
    if (time && time.end >= value.length) return time.time;
  }
  return hasTime((name) => found.get(name), context.readNs) ? '' : undefined;
}
