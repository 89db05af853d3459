// Texts in double quotes as nginx and Apache write them: `\"`, `\\`, `\xHH`.

/** Where the quote that ends the text is; -1 when there is none. */
export function quotedEnd(text: string, start: number): number {
  let end = text.indexOf('"', start);
  while (end !== -1 && isEscaped(text, start, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, start: number, quote: number): boolean {
  let first = quote;
  while (first > start && text[first - 1] === '\\') first--;
  return (quote - first) % 2 === 1;
}

const simple: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  v: '\v',
  f: '\f',
};

/** The text without escapes; bytes that are no UTF-8 become U+FFFD. */
export function decodeQuoted(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replaceAll(/(?:\\x[0-9A-Fa-f]{2})+|\\([^x])/g, (escape, character?: string) =>
    character === undefined
      ? Buffer.from(escape.replaceAll('\\x', ''), 'hex').toString('utf8')
      : (simple[character] ?? character),
  );
}
