// From shapes to patterns: numbers joined by punctuation become one, and shapes that differ in one word only are one
// pattern when that word takes many values (a name, a path). Counts stay exact: shapes are added up, never guessed.
import { placeholder } from './pattern-logs.ts';

/** A shape as the store counted it, and a pattern as it is answered. */
export interface Pattern {
  readonly text: string;
  readonly count: number;
  /** Counts by severity: unknown, trace, debug, info, warn, error, fatal. */
  readonly levels: readonly number[];
  /** RFC 3339 with nanoseconds: their order is the order of time. */
  readonly firstTime: string;
  readonly lastTime: string;
  /** The newest record. */
  readonly id: string;
  readonly services: readonly string[];
}

/** A word with so many values varies. */
const variantsMin = 8;
/** Words that stay the same in a pattern, at least: fewer would put together what only looks alike. */
const fixedWordsMin = 2;
/** Later words stay as they are. */
const wordsMax = 24;
/** Words that vary in one pattern, found one at a time. */
const roundsMax = 3;
const servicesMax = 5;

/** The patterns of these shapes, the most frequent first. */
export function minePatterns(shapes: readonly Pattern[]): Pattern[] {
  let patterns = merged(shapes.map((shape) => ({ ...shape, text: joinNumbers(shape.text) })));
  for (let round = 0; round < roundsMax; round++) {
    const before = patterns.length;
    patterns = mergeVariants(patterns);
    if (patterns.length === before) break;
  }
  return patterns.sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1));
}

/** Dates, addresses, versions and decimals: placeholders with only such a sign between them. */
function joinNumbers(shape: string): string {
  return shape.replaceAll(/<\*>(?:[.,:+-]<\*>)+/g, placeholder);
}

/** One round: the place in which most patterns differ is made to vary, then the next. */
function mergeVariants(patterns: readonly Pattern[]): Pattern[] {
  const groups = new Map<string, number[]>();
  patterns.forEach(({ text }, index) => {
    for (const key of keysOf(text)) {
      const group = groups.get(key);
      if (group) group.push(index);
      else groups.set(key, [index]);
    }
  });
  const texts = patterns.map(({ text }) => text);
  const taken = new Set<number>();
  const largestFirst = [...groups]
    .filter(([, group]) => group.length >= variantsMin)
    .sort((a, b) => b[1].length - a[1].length);
  for (const [key, group] of largestFirst) {
    const free = group.filter((index) => !taken.has(index));
    if (free.length < variantsMin) continue;
    for (const index of free) {
      taken.add(index);
      texts[index] = key;
    }
  }
  return merged(patterns.map((pattern, index) => ({ ...pattern, text: texts[index] ?? '' })));
}

/** The text with each of its fixed words in turn made a placeholder. */
function keysOf(text: string): string[] {
  const words = text.split(' ');
  const fixed = words.filter((word) => isFixed(word)).length;
  if (fixed <= fixedWordsMin || words.length > wordsMax) return [];
  return words.flatMap((word, index) =>
    isFixed(word) ? [words.with(index, placeholder).join(' ')] : [],
  );
}

const isFixed = (word: string) => word !== '' && !word.includes(placeholder);

function merged(patterns: readonly Pattern[]): Pattern[] {
  const byText = new Map<string, Pattern>();
  for (const pattern of patterns) {
    const known = byText.get(pattern.text);
    byText.set(pattern.text, known ? sumOf(known, pattern) : pattern);
  }
  return [...byText.values()];
}

function sumOf(a: Pattern, b: Pattern): Pattern {
  const newest = a.lastTime >= b.lastTime ? a : b;
  return {
    text: a.text,
    count: a.count + b.count,
    levels: a.levels.map((count, index) => count + (b.levels[index] ?? 0)),
    firstTime: a.firstTime <= b.firstTime ? a.firstTime : b.firstTime,
    lastTime: newest.lastTime,
    id: newest.id,
    services: [...new Set([...a.services, ...b.services])].sort().slice(0, servicesMax),
  };
}
