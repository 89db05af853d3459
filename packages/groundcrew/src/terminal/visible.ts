// Text from outside made harmless for a terminal: what could move the cursor, colour, beep, write the clipboard, hide
// or reorder text is shown as what it is. Every command prints outside text through here.
// https://www.unicode.org/reports/tr9/ (bidirectional controls), ECMA-48 (C0 and C1)

// C0 but tab and newline, DEL and C1 (together \p{Cc}), marks and overrides of direction, line and paragraph separators.
const dangerous = /(?![\t\n])[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** The text with dangerous characters as `\x1b` or `\u202e`. Tabs and newlines stay. */
export function visible(text: string): string {
  return text.replaceAll(dangerous, escaped);
}

/** As {@link visible}, and on one line: newlines become `\n`. */
export function visibleLine(text: string): string {
  return visible(text).replaceAll('\n', String.raw`\n`);
}

/** As {@link visible}; lines after the first are indented, so that none can pass for a record of its own. */
export function visibleIndented(text: string, indent: string): string {
  return visible(text).replaceAll('\n', `\n${indent}`);
}

/**
 * A JSON text that is safe for a terminal and means the same: what JSON lets through unescaped (DEL, C1, marks of
 * direction) can only stand in strings, where an escape means the same character.
 */
export function visibleJson(json: string): string {
  return json.replaceAll(
    dangerous,
    (character) => String.raw`\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function escaped(character: string): string {
  const code = character.charCodeAt(0);
  return code <= 0xff
    ? String.raw`\x${code.toString(16).padStart(2, '0')}`
    : String.raw`\u${code.toString(16).padStart(4, '0')}`;
}
