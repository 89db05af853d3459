// Conditions on the body. Words go through the text index, which is on `lowerUTF8(body)`.
import { type SqlPart, sql, trusted, value } from '@groundcrew/store';
import { compileTextTest } from './compile-text.ts';
import { type BodySearch, globSearch, phraseSearch } from './phrase.ts';
import type { Test } from './search-node.ts';

/** A condition on the body. Words, phrases and wildcards look inside it in any case; the rest is exact. */
export function compileBody(test: Test): SqlPart {
  if (test.kind === 'text') return compileBodySearch(phraseSearch(test.text));
  if (test.kind === 'glob') return compileBodySearch(globSearch(test.parts));
  return compileTextTest(sql`body`, test);
}

function compileBodySearch(search: BodySearch): SqlPart {
  switch (search.kind) {
    case 'always':
      return trusted('1');
    case 'token':
      return hasTokens([search.token]);
    case 'phrase':
      return sql`${hasTokens(search.tokens)} AND match(lowerUTF8(body), ${value('String', search.regex)})`;
    case 'substring':
      return sql`position(lowerUTF8(body), ${value('String', search.text)}) > 0`;
    case 'pattern':
      return sql`match(lowerUTF8(body), ${value('String', search.regex)})`;
  }
}

const hasTokens = (tokens: readonly string[]) =>
  sql`hasAllTokens(lowerUTF8(body), ${value('Array(String)', tokens)})`;
