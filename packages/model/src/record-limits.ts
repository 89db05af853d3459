// Bounds of one record, the same in both mappings, and the cutting of what is over them.
import { quoteJson } from './json-text.ts';

/** Bounds of one record. Bytes are those of UTF-8. */
export const recordLimits = {
  /** Names of flattened objects have at most so many parts; what is deeper stays JSON text. */
  levels: 8,
  attributes: 250,
  /**
   * An object stays JSON text when its name, repeated for each of its members, would take more bytes than this many
   * times the object's own and `nameBytes`: 5 bytes a member must not become 256.
   */
  nameFactor: 8,
  nameBytes: 1024,
  keyCharacters: 256,
  /** Of an attribute's JSON text. */
  valueBytes: 32_768,
  bodyBytes: 262_144,
  /** Of the JSON text of a known field other than the body; a longer one stays an attribute. */
  fieldBytes: 512,
  /** Ids in a text are looked for in its first characters. */
  idTextCharacters: 4096,
} as const;

/** The attribute that tells what was cut, as a list of `attributes`, `body`, `keys`, `values`. */
export const cutAttribute = 'groundcrew.cut';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Bytes of a text in UTF-8. */
export function byteLength(text: string): number {
  return encoder.encode(text).length;
}

/** Whether the text needs more bytes than this in UTF-8. */
export function isLongerThan(text: string, bytes: number): boolean {
  if (text.length > bytes) return true;
  return text.length * 3 > bytes && byteLength(text) > bytes;
}

/** The first characters of a text that fit into so many bytes. */
export function cutText(text: string, bytes: number): string {
  if (!isLongerThan(text, bytes)) return text;
  const encoded = encoder.encode(text.slice(0, bytes));
  let end = Math.min(bytes, encoded.length);
  while (end > 0 && ((encoded[end] ?? 0) & 0xc0) === 0x80) end--;
  return decoder.decode(encoded.subarray(0, end));
}

/** The first characters of a key that is too long. */
export function cutKey(key: string): string {
  return cutCharacters(key, recordLimits.keyCharacters);
}

/** The first characters of a text, in code points. */
export function cutCharacters(text: string, characters: number): string {
  if (text.length <= characters) return text;
  let units = 0;
  for (let count = 0; count < characters && units < text.length; count++) {
    units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
  }
  return text.slice(0, units);
}

/**
 * JSON text that is not too long as it is. A longer string is cut and stays a string; anything else becomes a string
 * with the beginning of its JSON text.
 */
export function cutValue(json: string): string {
  if (!isLongerThan(json, recordLimits.valueBytes)) return json;
  const text = json.startsWith('"') ? json : quoteJson(json);
  const start = cutText(text, recordLimits.valueBytes - 1);
  const isWhole = start.length === text.length;
  return isWhole ? text : `${withoutHalfEscape(start)}"`;
}

/** The text up to its last whole escape: a cut may have gone through one. */
function withoutHalfEscape(json: string): string {
  const tail = json.slice(-6);
  const backslash = tail.lastIndexOf('\\');
  if (backslash === -1) return json;
  const start = json.length - tail.length + backslash;
  let first = start;
  while (json[first - 1] === '\\') first--;
  const isEscape = (start - first) % 2 === 0;
  if (!isEscape) return json;
  const length = json[start + 1] === 'u' ? 6 : 2;
  return start + length > json.length ? json.slice(0, start) : json;
}
