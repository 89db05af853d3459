// Strings as JSON text in the store's canonical form, which is not quite that of JSON.stringify.

/** A string as JSON text: upper-case hex digits, U+2028 and U+2029 escaped, everything else as short as can be. */
export function quoteJson(text: string): string {
  const json = JSON.stringify(text);
  if (!/\\u00|[\u2028\u2029]/.test(json)) return json;
  return json
    .replaceAll(/\\(?:u00(..)|.)/g, (escape, hex?: string) =>
      hex === undefined ? escape : `\\u00${hex.toUpperCase()}`,
    )
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

/** What a JSON text says as plain text: a string's characters, anything else as it stands. */
export function plainText(json: string): string {
  if (!json.startsWith('"')) return json;
  return json.includes('\\') ? String(JSON.parse(json)) : json.slice(1, -1);
}
