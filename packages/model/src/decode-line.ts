// Bytes to text as the store's `toValidUTF8` does it: invalid bytes in a row become one U+FFFD.

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The bytes of a line as text. */
export function decodeLine(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return decodeInvalid(bytes);
  }
}

function decodeInvalid(bytes: Uint8Array): string {
  let text = '';
  let isAfterInvalid = false;
  for (let start = 0; start < bytes.length;) {
    const end = start + characterBytes(bytes, start);
    if (end > start) text += strict.decode(bytes.subarray(start, end));
    else if (!isAfterInvalid) text += '\ufffd';
    isAfterInvalid = end === start;
    start = Math.max(end, start + 1);
  }
  return text;
}

/** Bytes of the character that starts here; 0 when none does. https://www.unicode.org/versions/Unicode16.0.0/core-spec/chapter-3/#G27288 */
function characterBytes(bytes: Uint8Array, start: number): number {
  const first = bytes[start] ?? 0;
  if (first < 0x80) return 1;
  const count = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4) return 0;
  for (let index = 1; index < count; index++) {
    const next = bytes[start + index] ?? 0;
    const min = index > 1 ? 0x80 : first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
    const max = index > 1 ? 0xbf : first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
    if (next < min || next > max) return 0;
  }
  return count;
}
