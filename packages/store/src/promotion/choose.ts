// Which attributes deserve a column of their own. Pure: from a sample of recent rows and what was asked for.
import { type AttributeKind, isPromotable } from './attribute-column.ts';

/** An attribute in a sample of rows. */
export interface SampledAttribute {
  attribute: string;
  /** Rows of the sample that have it. */
  rows: number;
  distinct: number;
  /** Rows of the sample whose value is a number. */
  numbers: number;
  lengthAverage: number;
}

export interface Sample {
  rows: number;
  attributes: readonly SampledAttribute[];
}

export interface PromotionLimits {
  /** Columns in all. */
  columnsMax: number;
  /** Columns given for being frequent; the rest is kept for attributes people ask for. */
  frequentMax: number;
  /** Share of the sample's rows that makes an attribute frequent. */
  shareMin: number;
  /** Queries that make an attribute asked for. */
  askedMin: number;
}

export const promotionLimits: PromotionLimits = {
  columnsMax: 48,
  frequentMax: 32,
  shareMin: 0.05,
  askedMin: 3,
};

/** Share of an attribute's values that makes it numeric. */
const numberShareMin = 0.95;

/** `user_id`, `job.id`, `userId`: numbers that nobody compares. */
const isIdentifier = (attribute: string) => /(?:^|[^A-Za-z])id$|[a-z]Id$/.test(attribute);

/** Longer values on average stay in the map: reading them is rarely what a query waits for. */
const lengthAverageMax = 512;

/** The attributes to promote now, the most deserving first. `asked` counts queries by attribute. */
export function choosePromotions(
  sample: Sample,
  asked: ReadonlyMap<string, number>,
  promoted: ReadonlySet<string>,
  limits: PromotionLimits = promotionLimits,
): AttributeKind[] {
  const queries = (each: SampledAttribute) => asked.get(each.attribute) ?? 0;
  const candidates = sample.attributes.filter(
    (each) =>
      each.rows > 0 &&
      !promoted.has(each.attribute) &&
      isPromotable(each.attribute) &&
      each.lengthAverage <= lengthAverageMax,
  );
  const isAsked = (each: SampledAttribute) => queries(each) >= limits.askedMin;
  const wanted = candidates.filter(isAsked).sort((a, b) => queries(b) - queries(a));
  const frequent = candidates
    .filter((each) => !isAsked(each) && each.rows >= sample.rows * limits.shareMin)
    .sort((a, b) => b.rows - a.rows || (a.attribute < b.attribute ? -1 : 1));
  const free = Math.max(0, limits.columnsMax - promoted.size);
  const freeForFrequent = Math.max(0, limits.frequentMax - promoted.size - wanted.length);
  return [...wanted, ...frequent.slice(0, freeForFrequent)]
    .slice(0, free)
    .map(({ attribute, distinct, numbers, rows }) => ({
      attribute,
      isRepetitive: distinct <= 2_000 && distinct * 10 <= rows,
      isNumeric: numbers >= rows * numberShareMin && !isIdentifier(attribute),
    }));
}
