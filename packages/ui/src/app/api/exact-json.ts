// JSON whose numbers may be larger than JavaScript's.

/** JSON.parse that loses no digits where the browser can tell. */
export function parseExactly(text: string): unknown {
  if (!/[:,[]\s*-?\d{16,}/.test(text)) return JSON.parse(text);
  return JSON.parse(text, ((_key: string, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' &&
    !Number.isSafeInteger(value) &&
    /^-?\d+$/.test(context?.source ?? '')
      ? BigInt(context?.source ?? '0')
      : value) as (key: string, value: unknown) => unknown);
}
