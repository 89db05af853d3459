// A condition on the body, prepared once for the compiler and the matcher.
import { bodyGlobRegex, phraseRegex } from './regex.ts';
import type { GlobPart } from './search-node.ts';
import { foldCase, isOneToken, tokensOf } from './tokens.ts';

/** How a body is searched for a word, a phrase or a wildcard pattern. Everything is lower-cased. */
export type BodySearch =
  | { readonly kind: 'always' }
  /** One whole token: the text index alone can tell. */
  | { readonly kind: 'token'; readonly token: string }
  /** The index finds candidates by tokens, the expression decides; `phrase` says the same without one. */
  | {
      readonly kind: 'phrase';
      readonly phrase: string;
      readonly tokens: readonly string[];
      readonly regex: string;
    }
  | { readonly kind: 'substring'; readonly text: string }
  | { readonly kind: 'pattern'; readonly regex: string };

/** The search for a word or phrase. */
export function phraseSearch(text: string): BodySearch {
  const phrase = foldCase(text);
  if (phrase === '') return { kind: 'always' };
  if (isOneToken(phrase)) return { kind: 'token', token: phrase };
  const tokens = tokensOf(phrase);
  if (tokens.length === 0) return { kind: 'substring', text: phrase };
  return { kind: 'phrase', phrase, tokens, regex: phraseRegex(phrase) };
}

/** The search for a wildcard pattern. */
export function globSearch(parts: readonly GlobPart[]): BodySearch {
  const [first, middle, last, more] = parts;
  const isSubstring = first && middle && last && !more && isStar(first) && isStar(last);
  if (isSubstring && 'literal' in middle)
    return { kind: 'substring', text: foldCase(middle.literal) };
  return { kind: 'pattern', regex: bodyGlobRegex(parts) };
}

const isStar = (part: GlobPart) => 'wildcard' in part && part.wildcard === '*';
