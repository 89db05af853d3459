// Words of a body, exactly as the store's text index cuts them: `lowerUTF8(body)` with the tokenizer
// `splitByNonAlpha`, so runs of ASCII letters, digits and non-ASCII characters.

const tokenPattern = /[0-9a-z\u0080-\uffff]+/g;

/** The tokens of a text, in order, lower-cased, each once. */
export function tokensOf(text: string): string[] {
  return [...new Set(foldCase(text).match(tokenPattern))];
}

/** True when the whole text is one token. */
export function isOneToken(text: string): boolean {
  return /^[0-9A-Za-z\u0080-\uffff]+$/.test(text);
}

/** The text in lower case: Unicode's full mapping, which is what ClickHouse's `lowerUTF8` does too. */
export function foldCase(text: string): string {
  return text.toLowerCase();
}

/** True for a UTF-16 unit of lower-cased text that is part of a token. `code` is NaN outside the text. */
export function isTokenCode(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code >= 128;
}

/**
 * True when `body` holds `phrase` (both lower-cased) without cutting a token at either end.
 * Time is bounded by the product of the lengths only for text made to be so; both are bounded.
 */
export function containsPhrase(body: string, phrase: string): boolean {
  if (phrase === '') return true;
  const opensInToken = isTokenCode(phrase.charCodeAt(0));
  const closesInToken = isTokenCode(phrase.charCodeAt(phrase.length - 1));
  for (let at = body.indexOf(phrase); at !== -1; at = body.indexOf(phrase, at + 1)) {
    const cutsStart = opensInToken && isTokenCode(body.charCodeAt(at - 1));
    const cutsEnd = closesInToken && isTokenCode(body.charCodeAt(at + phrase.length));
    if (!cutsStart && !cutsEnd) return true;
  }
  return false;
}
