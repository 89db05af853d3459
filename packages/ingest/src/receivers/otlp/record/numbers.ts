// Numbers of 64 bits, given as halves, to JSON text without losing digits.

/** Values inside each other beyond this leave the record out; other readers stop at about half of it. */
export const NESTING_MAX = 64;

/** A signed integer. */
export function integerJson(high: number, low: number): string {
  if (high === 0) return String(low);
  if (high === 0xffff_ffff && low >= 0x8000_0000) return String(low | 0);
  return String(BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low)));
}

const view = new DataView(new ArrayBuffer(8));

/** A double from its bits. */
export function doubleOf(high: number, low: number): number {
  view.setUint32(0, high);
  view.setUint32(4, low);
  return view.getFloat64(0);
}

/** A double; what JSON has no number for becomes a string. */
export function doubleJson(value: number): string {
  return Number.isFinite(value) ? String(value) : `"${value}"`;
}
