// Colours and other escapes of terminals.

// Sequences of ECMA-48: CSI … final byte, OSC … BEL or ST, and escapes of two or three characters.
const escapes =
  // oxlint-disable-next-line no-control-regex -- control characters are what it removes
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]{0,2048}(?:\u0007|\u001b\\)|[ -/]{0,2}[0-Z\\^-~])/g;

/** The text without a terminal's escapes: they are neither searched for nor shown. */
export function withoutEscapes(text: string): string {
  return text.includes('\u001b') ? text.replaceAll(escapes, '') : text;
}
