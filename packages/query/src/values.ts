// What values mean in comparisons. The compiler writes the same rules in SQL; a property test holds both equal.
import { quoteJson } from '@groundcrew/model';
import type { CompareOperator, Test } from './search-node.ts';

/** A bound of a comparison: a number when it reads as one, otherwise text. */
export interface Bound {
  readonly operator: CompareOperator;
  readonly text: string;
  readonly number: number | undefined;
}

/** The conditions of a comparison or range. Text is compared as text unless every bound is a number. */
export function boundsOf(test: Extract<Test, { kind: 'compare' | 'range' }>): Bound[] {
  const pairs: { operator: CompareOperator; text: string }[] = [];
  if (test.kind === 'compare') {
    pairs.push({ operator: test.operator, text: test.text });
  } else {
    const { from, to } = test;
    if (from.text !== undefined)
      pairs.push({ operator: from.isIncluded ? '>=' : '>', text: from.text });
    if (to.text !== undefined) pairs.push({ operator: to.isIncluded ? '<=' : '<', text: to.text });
  }
  const numbers = pairs.map(({ text }) => boundNumber(text));
  const areNumbers = numbers.every((item) => item !== undefined);
  return pairs.map((pair, index) => ({ ...pair, number: areNumbers ? numbers[index] : undefined }));
}

/** The number a query's text means, or undefined. Finite, plain decimal notation. */
export function boundNumber(text: string): number | undefined {
  if (!/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/** The number a stored text means: ClickHouse's `toFloat64OrNull`, with NaN for its null. */
export function storedNumber(text: string): number {
  if (/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return Number(text);
  const infinity = /^([+-]?)inf(?:inity)?$/i.exec(text);
  if (!infinity) return Number.NaN;
  return infinity[1] === '-' ? -Infinity : Infinity;
}

/** The JSON texts that an attribute equal to `text` can have: a string, and a number, boolean or null written so. */
export function equalJsonTexts(text: string): string[] {
  const texts = new Set([quoteJson(text), JSON.stringify(text)]);
  if (/^(?:true|false|null)$/.test(text)) texts.add(text);
  if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) {
    texts.add(text);
    const number = Number(text);
    if (Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number))) {
      texts.add(JSON.stringify(number)).add(JSON.stringify(number).replace('e+', 'e'));
    }
  }
  return [...texts];
}

/** The text of a JSON text: a string's content, anything else as written. */
export function attributeText(json: string): string {
  if (!json.startsWith('"')) return json;
  if (!json.includes('\\')) return json.slice(1, -1);
  try {
    const content: unknown = JSON.parse(json);
    return typeof content === 'string' ? content : '';
  } catch {
    return '';
  }
}

/** -1, 0 or 1 in the order of the texts' UTF-8 bytes, which is the store's. */
export function compareText(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
