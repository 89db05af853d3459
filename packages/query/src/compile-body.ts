// Conditions on the body. Words go through the text index, which is on `lowerUTF8(body)`.
import { join, type SqlPart, sql, trusted, value } from '@groundcrew/store';
import { compileTextTest } from './compile-text.ts';
import { type BodySearch, globSearch, phraseSearch } from './phrase.ts';
import { searchLimits } from './search-limits.ts';
import type { Test } from './search-node.ts';

/** A condition on the body. Words, phrases and wildcards look inside it in any case; the rest is exact. */
export function compileBody(test: Test): SqlPart {
  if (test.kind === 'text') return compileBodySearch(phraseSearch(test.text));
  if (test.kind === 'glob') return compileBodySearch(globSearch(test.parts));
  return compileTextTest(sql`body`, test);
}

/** The word that a test on the body looks for, where the text index alone can tell. */
export function wordOf(test: Test): string | undefined {
  const search = test.kind === 'text' ? phraseSearch(test.text) : undefined;
  return search?.kind === 'token' ? search.token : undefined;
}

/** A condition on bodies with all of these words: asked together, the index reads what it has of them once. */
export function compileWords(words: readonly string[]): SqlPart {
  const parts: SqlPart[] = [];
  for (let start = 0; start < words.length; start += searchLimits.tokens)
    parts.push(hasTokens(words.slice(start, start + searchLimits.tokens)));
  return join(parts, ' AND ');
}

function compileBodySearch(search: BodySearch): SqlPart {
  switch (search.kind) {
    case 'always':
      return trusted('1');
    case 'token':
      return hasTokens([search.token]);
    case 'phrase':
      return sql`${hasTokens(search.tokens)} AND ${hasPhrase(search.phrase, search.regex)}`;
    case 'substring':
      return sql`position(lowerUTF8(body), ${value('String', search.text)}) > 0`;
    case 'pattern':
      return sql`match(lowerUTF8(body), ${value('String', search.regex)})`;
  }
}

/**
 * A phrase between blanks cuts no token, and a body without its text has no phrase: only the rest needs the expression,
 * which takes several times as long as looking for a text.
 */
function hasPhrase(phrase: string, regex: string): SqlPart {
  const holds = (text: string) => sql`position(lowerUTF8(body), ${value('String', text)}) > 0`;
  const matches = sql`match(lowerUTF8(body), ${value('String', regex)})`;
  return sql`if(${holds(` ${phrase} `)}, 1, if(${holds(phrase)}, ${matches}, 0))`;
}

const hasTokens = (tokens: readonly string[]) =>
  sql`hasAllTokens(lowerUTF8(body), ${value('Array(String)', tokens)})`;
