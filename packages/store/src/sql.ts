// The only way SQL text is made. Values become server-side parameters, names are quoted: nothing a user
// wrote is ever part of the text.
import { assert } from '@groundcrew/runtime';
import { stringLiteral } from './engine/literal.ts';

/** SQL text with `{p0:Type}` placeholders, and the parameters' values in ClickHouse's text form. */
export interface Sql {
  readonly text: string;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
}

export type ParameterValue = string | number | bigint | readonly string[] | readonly number[];

class Fragment {
  readonly strings: readonly string[];
  readonly values: readonly Part[];
  constructor(strings: readonly string[], values: readonly Part[]) {
    this.strings = strings;
    this.values = values;
  }
}

class Value {
  readonly type: string;
  readonly value: ParameterValue;
  constructor(type: string, value: ParameterValue) {
    this.type = type;
    this.value = value;
  }
}

class Name {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** A piece of SQL: text with values and names in it, to be put into a larger piece or rendered. */
export type SqlPart = Fragment;
type Part = Fragment | Value | Name;

/** A piece of SQL. Only `value(…)`, `name(…)` and other pieces can be put into it. */
export function sql(strings: TemplateStringsArray, ...values: Part[]): SqlPart {
  return new Fragment(strings, values);
}

/** A value, sent as a parameter of this ClickHouse type, such as `String` or `Array(String)`. */
export function value(type: string, content: ParameterValue): Value {
  return new Value(type, content);
}

/** A table's or column's name, quoted with backticks. */
export function name(text: string): Name {
  return new Name(text);
}

/** Text written in our own source, never built from input. */
export function trusted(text: string): SqlPart {
  return new Fragment([text], []);
}

/** Pieces with a separator between them. */
export function join(parts: readonly SqlPart[], separator: string): SqlPart {
  if (parts.length === 0) return trusted('');
  const strings = ['', ...parts.slice(1).map(() => separator), ''];
  return new Fragment(strings, parts);
}

/** The text with its parameters, ready to send. */
export function render(part: SqlPart): Sql {
  const parameters: Record<string, ParameterValue> = {};
  let count = 0;
  const write = (item: Part): string => {
    if (item instanceof Name) return quoteName(item.name);
    if (item instanceof Value) {
      const parameter = `p${count++}`;
      parameters[parameter] = item.value;
      return `{${parameter}:${item.type}}`;
    }
    let text = item.strings[0] ?? '';
    item.values.forEach((inner, index) => {
      text += write(inner) + (item.strings[index + 1] ?? '');
    });
    return text;
  };
  const text = write(part);
  return { text, parameters };
}

/** The text with its values written out, for people to read and change. We ourselves never run it. */
export function renderForReading(part: SqlPart): string {
  const write = (item: Part): string => {
    if (item instanceof Name) {
      return /^[a-z_]+$/.test(item.name) ? item.name : quoteName(item.name);
    }
    if (item instanceof Value) return literalOf(item);
    return item.strings.map((text, index) => text + writeAt(item.values, index)).join('');
  };
  const writeAt = (values: readonly Part[], index: number) => {
    const inner = values[index];
    return inner === undefined ? '' : write(inner);
  };
  return write(part);
}

function literalOf({ type, value: content }: Value): string {
  if (Array.isArray(content)) {
    return `[${content.map((item) => (typeof item === 'string' ? stringLiteral(item) : String(item))).join(', ')}]`;
  }
  // Lists of numbers come in the store's own text form.
  if (typeof content === 'string' && type.startsWith('Array(')) return content;
  return typeof content === 'string' ? stringLiteral(content) : String(content);
}

/** ClickHouse's quoting of identifiers: backticks, with backslash and backtick escaped. */
function quoteName(text: string): string {
  assert(!text.includes('\0'), 'a name holds a NUL byte');
  return `\`${text.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
}
