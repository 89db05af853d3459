// SQL literals the front writes itself: file names, settings, parameters.

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '\0': '\\0',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** A string literal in single quotes that ClickHouse reads back as `text`. */
export function stringLiteral(text: string): string {
  return `'${text.replace(/[\\'\0\b\f\n\r\t]/g, (sign) => escapes[sign] ?? sign)}'`;
}

const unescapes = new Map([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['e', '\x1b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

/** What a string literal in single quotes stands for. */
export function literalText(literal: string): string {
  return literal
    .slice(1, -1)
    .replace(
      /''|\\x([0-9a-fA-F]{2})|\\([^])/g,
      (whole, hex: string | undefined, sign: string | undefined) => {
        if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
        return sign === undefined ? whole.slice(1) : (unescapes.get(sign) ?? sign);
      },
    );
}

/** A name in backticks. */
export function quotedName(text: string): string {
  return `\`${text.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
}
