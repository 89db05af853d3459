// JSON.parse that keeps the digits of integers a double cannot hold: such numbers become strings, which OTLP allows for them.

/** A number of 16 digits or more may be one; what looks like one inside a string only costs the slower way. */
const longNumber = /[:,[][ \t\r\n]*-?[0-9]{16}/;

const integer = /^-?[0-9]+$/;

/** Parses; throws SyntaxError. */
export function parseExactly(text: string): unknown {
  return longNumber.test(text) ? JSON.parse(text, exact) : JSON.parse(text);
}

// TypeScript's library does not know the third argument yet. https://tc39.es/proposal-json-parse-with-source/
function exact(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? '';
  return integer.test(source) ? source : value;
}
