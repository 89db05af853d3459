// References to patterns, `%{NAME:field:type}`, replaced by what they stand for, within bounds.
import { quote } from '@groundcrew/runtime/light';
import { grokError } from './grok-error.ts';

/** Bounds of a pattern after its references are replaced. */
export const grokLimits = {
  /** References inside references. */
  depth: 24,
  /** UTF-16 units. */
  length: 131_072,
  references: 2000,
  fields: 200,
  /** Of the text matched; longer texts are not. */
  textLength: 65_536,
} as const;

const reference = /%\{([A-Za-z0-9_]{1,100})(?::([^:{}]{1,200}))?(?::([a-z]{1,20}))?\}/g;
const types = new Set(['int', 'float', 'string']);

/**
 * The pattern with named groups for its fields: `(?<field:type>…)`. `definitionOf` gives the pattern of a name,
 * undefined for one that is not known.
 */
export function expandPattern(
  pattern: string,
  definitionOf: (name: string) => string | undefined,
): string {
  let references = 0;
  let length = 0;

  function expand(text: string, path: readonly string[]): string {
    let expanded = '';
    let end = 0;
    for (const match of text.matchAll(reference)) {
      expanded += text.slice(end, match.index) + replace(match, path);
      end = match.index + match[0].length;
      if (++references > grokLimits.references) throw tooLarge(pattern);
    }
    expanded += text.slice(end);
    length += expanded.length;
    // Each level is counted again, so that the work is bounded and not only its result.
    if (length > grokLimits.length * 4 || expanded.length > grokLimits.length)
      throw tooLarge(pattern);
    return expanded;
  }

  function replace([, name = '', field, type]: RegExpMatchArray, path: readonly string[]): string {
    const definition = definitionOf(name);
    if (definition === undefined) {
      throw grokError(pattern, `no pattern is named ${quote(name)}`);
    }
    if (path.includes(name)) {
      throw grokError(pattern, `${[...path, name].join(' → ')} refers to itself`);
    }
    if (path.length >= grokLimits.depth) {
      throw grokError(pattern, `more than ${grokLimits.depth} patterns inside each other`);
    }
    if (type !== undefined && !types.has(type)) {
      throw grokError(pattern, `${quote(type)} is no type: int, float or string`);
    }
    const inner = expand(definition, [...path, name]);
    return field === undefined ? `(?:${inner})` : `(?<${field}:${type ?? 'string'}>${inner})`;
  }

  return expand(pattern, []);
}

const tooLarge = (pattern: string) =>
  grokError(pattern, 'it is too large with its references replaced');
