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

/** A name in backticks. */
export function quotedName(text: string): string {
  return `\`${text.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
}
