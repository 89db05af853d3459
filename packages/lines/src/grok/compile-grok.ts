// Compiles grok patterns: named pieces of regular expressions whose matches are fields. Linear in the text's length.
import { RE2JS } from 're2js';
import { expandPattern, grokLimits } from './expand.ts';
import { grokError } from './grok-error.ts';
import { type GrokField, toLinear } from './linear.ts';
import { standardPatterns } from './standard/patterns.ts';

/** What a field caught: a list where the field stands in the pattern more than once and caught more. */
export type GrokValue = string | number | readonly (string | number)[];

/** A compiled pattern. */
export interface Grok {
  /** Names of all its fields, dots for nesting. */
  readonly fields: readonly string[];
  /** Fields that caught something; undefined when the text does not match. Never throws. */
  match(text: string): ReadonlyMap<string, GrokValue> | undefined;
}

/**
 * Compiles a pattern, or several of which the first that matches counts. `definitions` are further patterns by name;
 * they win over the standard ones. Throws a GroundcrewError that says what is wrong.
 */
export function compileGrok(
  pattern: string | readonly string[],
  definitions: Readonly<Record<string, string>> = {},
): Grok {
  const patterns = typeof pattern === 'string' ? [pattern] : pattern;
  if (patterns.length === 0) throw grokError('', 'there is none');
  const groks = patterns.map((one) => compileOne(one, definitions));
  return {
    fields: [...new Set(groks.flatMap(({ fields }) => fields))],
    match(text) {
      if (text.length > grokLimits.textLength) return undefined;
      for (const grok of groks) {
        const found = grok.match(text);
        if (found) return found;
      }
      return undefined;
    },
  };
}

function compileOne(pattern: string, definitions: Readonly<Record<string, string>>): Grok {
  const definitionOf = (name: string) =>
    Object.hasOwn(definitions, name) ? definitions[name] : standardPatterns.get(name);
  const { source, fields } = toLinear(expandPattern(pattern, definitionOf));
  if (fields.length > grokLimits.fields) {
    throw grokError(pattern, `it has more than ${grokLimits.fields} fields`);
  }
  const expression = compileRe2(pattern, source);
  return {
    fields: fields.map(({ name }) => name),
    match(text) {
      const matcher = expression.matcher(text);
      if (!matcher.find()) return undefined;
      const found = new Map<string, GrokValue>();
      fields.forEach((field, index) => add(found, field, matcher.group(index + 1)));
      return found;
    },
  };
}

function compileRe2(pattern: string, source: string): RE2JS {
  try {
    // As in Ruby, ^ and $ stand at the ends of each line.
    return RE2JS.compile(source, RE2JS.MULTILINE | RE2JS.LOOKBEHINDS);
  } catch (cause) {
    const reason =
      cause instanceof Error ? cause.message.slice(0, 200) : 'it is no regular expression';
    throw grokError(pattern, reason, cause);
  }
}

function add(
  found: Map<string, GrokValue>,
  field: GrokField,
  text: string | null | undefined,
): void {
  if (text === null || text === undefined || text === '') return;
  const value = typed(text, field.type);
  const before = found.get(field.name);
  if (before === undefined) found.set(field.name, value);
  else found.set(field.name, [...(typeof before === 'object' ? before : [before]), value]);
}

/** Text that is no number of the type stays text: nothing is lost. */
function typed(text: string, type: string): string | number {
  if (type === 'string') return text;
  const number = type === 'int' ? Number.parseInt(text, 10) : Number.parseFloat(text);
  const isExact = type === 'float' || Number.isSafeInteger(number);
  return Number.isFinite(number) && isExact ? number : text;
}
