// Structured data of RFC 5424: `[id name="value" …]…` or a dash. https://www.rfc-editor.org/rfc/rfc5424#section-6.3
import { quoteJson } from '@groundcrew/model';
import { joined, type Members } from './members.ts';

const element = /\[([^\s=\]"]{1,64})/y;
const parameter = / +([^\s=\]"]{1,64})="((?:[^"\\\]]|\\.)*)"/sy;
/** More stay in no member: a record has not more attributes either. */
const parametersMax = 256;

/** The data that starts at `start` as members `syslog.<id>.<name>`, and where it ends; undefined when it is none. */
export function structuredData(
  text: string,
  start: number,
): { members: Members; end: number } | undefined {
  if (text[start] === '-') return { members: '', end: start + 1 };
  let members = '';
  let end = start;
  let count = 0;
  while (text[end] === '[') {
    element.lastIndex = end;
    const id = element.exec(text)?.[1];
    if (id === undefined) return undefined;
    parameter.lastIndex = element.lastIndex;
    end = element.lastIndex;
    for (let match = parameter.exec(text); match; match = parameter.exec(text)) {
      if (++count > parametersMax) return undefined;
      const value = (match[2] ?? '').replaceAll(/\\(["\\\]])/g, '$1');
      members = joined(members, `${quoteJson(`syslog.${id}.${match[1]}`)}:${quoteJson(value)}`);
      end = parameter.lastIndex;
    }
    if (text[end] !== ']') return undefined;
    end++;
  }
  return end === start ? undefined : { members, end };
}
