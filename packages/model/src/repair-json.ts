// Makes JSON that loggers write, but that the store's parser refuses, acceptable: integers beyond 64 bits and doubles
// beyond their range become strings, halves of surrogate pairs become U+FFFD. The mapping in SQL does the same with
// the same expressions, which mean the same in JavaScript and RE2.

const surrogate = {
  high: String.raw`\\u[dD][89abAB][0-9a-fA-F]{2}`,
  low: String.raw`\\u[dD][c-fC-F][0-9a-fA-F]{2}`,
};

/** The expressions of the repair. `tokens` and `escapes` cut a text into pieces without losing any. */
export const jsonRepair = {
  /** A line worth the repair: it begins as an object does. */
  candidate: '^\ufeff?[ \\t\\r\\n]*\\{',
  /** Strings (one without an end takes the rest), numbers, and what is between them. Never backtracks. */
  tokens: String.raw`"[^"\\]*(?:\\[\s\S][^"\\]*)*\\?(?:"|$)|[-0-9][-+.0-9eE]*|[^"0-9-]+`,
  /** Pieces of a string: an escape, a pair of escapes for one character, or text. */
  escapes: String.raw`${surrogate.high}${surrogate.low}|\\u[0-9a-fA-F]{4}|\\[\s\S]|[^\\]+|\\`,
  loneSurrogate: String.raw`^\\u[dD][89a-fA-F][0-9a-fA-F]{2}$`,
  hugeNumber: String.raw`^-?(?:[1-9][0-9]{18,}(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|(?:0|[1-9][0-9]*)(?:\.[0-9]+)?[eE][-+]?[0-9]{3,})$`,
} as const;

const candidate = new RegExp(jsonRepair.candidate);
const tokens = new RegExp(jsonRepair.tokens, 'g');
const escapes = new RegExp(jsonRepair.escapes, 'g');
const loneSurrogate = new RegExp(jsonRepair.loneSurrogate);
const hugeNumber = new RegExp(jsonRepair.hugeNumber);

/** The text with what can be repaired repaired; undefined when it is not the beginning of an object at all. */
export function repairJson(text: string): string | undefined {
  if (!candidate.test(text)) return undefined;
  return text.replaceAll(tokens, (token) => {
    if (token.startsWith('"')) return token.includes('\\u') ? repairString(token) : token;
    return hugeNumber.test(token) ? `"${token}"` : token;
  });
}

function repairString(token: string): string {
  return token.replaceAll(escapes, (piece) => (loneSurrogate.test(piece) ? '\\ufffd' : piece));
}
