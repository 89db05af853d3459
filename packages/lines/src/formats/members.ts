// JSON text of a record's members, written piece by piece: no object is built for a line.
import { quoteJson } from '@groundcrew/model';

/** Members of a JSON object as text, without braces and without a comma at either end; "" for none. */
export type Members = string;

/** The members of an object as text, to be added to many lines. Names and values may be anything. */
export function membersOf(values: Readonly<Record<string, string | number | boolean>>): Members {
  let members = '';
  for (const [name, value] of Object.entries(values)) {
    members = joined(
      members,
      `${quoteJson(name)}:${typeof value === 'string' ? quoteJson(value) : JSON.stringify(value)}`,
    );
  }
  return members;
}

/** Both, with a comma between them. */
export function joined(first: Members, second: Members): Members {
  if (first === '') return second;
  return second === '' ? first : `${first},${second}`;
}

/** A member with a text. The name is ours and needs no escape. */
export function textMember(name: string, value: string): Members {
  return `"${name}":${quoteJson(value)}`;
}

/** The same, "" for an empty text and for the dash that stands for none. */
export function someText(name: string, value: string): Members {
  return value === '' || value === '-' ? '' : textMember(name, value);
}

const number = /^-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?$/;

/** The text of a number as a number, "" for anything else. */
export function someNumber(name: string, value: string): Members {
  return number.test(value) ? `"${name}":${value}` : '';
}

/** A number, `true` or `false` as it is, anything else as a string. */
export function typedJson(value: string): string {
  if (value === 'true' || value === 'false') return value;
  return number.test(value) ? value : quoteJson(value);
}

/** All of them that are not empty, with commas between. */
export function list(...members: readonly Members[]): Members {
  let all = '';
  for (const member of members) if (member !== '') all = all === '' ? member : `${all},${member}`;
  return all;
}
