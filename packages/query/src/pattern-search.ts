// A search that finds the records of a pattern: the phrases between its placeholders. It may find a few others, in
// which the same phrases stand in another order.
import { formatSearch } from './format-search.ts';
import { placeholder } from './pattern-logs.ts';
import type { SearchNode } from './search-node.ts';
import { foldCase, isTokenCode } from './tokens.ts';

/** Phrases of one search, the longest. */
const phrasesMax = 6;
/** Words of one phrase. */
const wordsMax = 16;

/** The search's text, or undefined for a pattern without a word. */
export function patternSearch(pattern: string): string | undefined {
  const pieces = pattern.split(placeholder);
  const phrases = pieces
    .map((piece, index) => phraseOf(piece, index > 0, index < pieces.length - 1))
    .filter((phrase) => phrase !== '');
  const longest = [...new Set(phrases)].sort((a, b) => b.length - a.length).slice(0, phrasesMax);
  const kept = phrases.filter(
    (phrase, at) => longest.includes(phrase) && phrases.indexOf(phrase) === at,
  );
  const nodes = kept.map((text): SearchNode => ({
    kind: 'term',
    field: undefined,
    test: { kind: 'text', text },
  }));
  const [first] = nodes;
  if (!first) return undefined;
  return formatSearch(nodes.length === 1 ? first : { kind: 'and', nodes });
}

/** The piece from its first to its last whole word. A word that touches a placeholder or an ellipsis is a part of one. */
function phraseOf(piece: string, isBehind: boolean, isBefore: boolean): string {
  const text = piece.toWellFormed();
  const words = [...wordsOf(text)];
  if (isBehind && words[0]?.start === 0) words.shift();
  const isCut = isBefore || text.endsWith('…');
  if (isCut && words.at(-1)?.end === text.length) words.pop();
  // A character that is not text in the message cannot be searched for.
  const whole = words.slice(0, wordsMax);
  const first = whole[0];
  const last = whole.at(-1);
  if (!first || !last) return '';
  const phrase = text.slice(first.start, last.end);
  return phrase.includes('\ufffd') || /\p{Cc}/u.test(phrase) ? '' : phrase;
}

/** Where the words of a text are, as the store's index cuts them. */
function* wordsOf(text: string): Generator<{ start: number; end: number }> {
  let start = -1;
  for (let at = 0; at <= text.length; at++) {
    const isInside = at < text.length && isTokenCode(foldCase(text.charAt(at)).charCodeAt(0));
    if (isInside && start < 0) start = at;
    if (!isInside && start >= 0) {
      yield { start, end: at };
      start = -1;
    }
  }
}
