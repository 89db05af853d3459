// Regular expressions in RE2 syntax: linear time in the store (RE2) and here (re2js).
// https://github.com/google/re2/wiki/Syntax
import { RE2JS } from 're2js';
import type { GlobPart } from './search-node.ts';
import { foldCase, isTokenCode } from './tokens.ts';

/** A compiled expression; `test` looks for a match anywhere. */
export interface Regex {
  test(text: string): boolean;
}

/** RE2 keeps a program below 8 MiB; this many of our units stay safely below that. */
const costMax = 100_000;
/** Instructions a Unicode class such as \pL becomes in RE2, about. */
const unicodeClassCost = 400;

/** Compiles an expression as the store does: the dot matches line ends too. Throws on bad syntax. */
export function compileRegex(source: string): Regex {
  return RE2JS.compile(source, RE2JS.DOTALL);
}

/** What is wrong with an expression, or undefined when both engines take it. */
export function regexFault(source: string): string | undefined {
  let size: number;
  try {
    size = RE2JS.compile(source, RE2JS.DOTALL).programSize();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return reason.replace(/^error parsing regexp: /, '');
  }
  return size * instructionCost(source) > costMax ? 'it is too large once repeated' : undefined;
}

/** An upper bound of RE2 instructions for one of re2js's, which works on characters and not on bytes. */
function instructionCost(source: string): number {
  if (/\\[pP]/.test(source)) return unicodeClassCost;
  const classes = source.match(/\[[^\]]*\]?/g) ?? [];
  return 12 + Math.max(0, ...classes.map((item) => item.length)) * 2;
}

/** The source of an expression with its flags in it. */
export function regexSource(source: string, ignoreCase: boolean): string {
  return ignoreCase ? `(?i)${source}` : source;
}

/** A text as an expression that matches just it. */
export function quoteRegex(text: string): string {
  return text.replace(/[^0-9A-Za-z_\u0080-\uffff]/g, escapeCharacter);
}

const escapeCharacter = (character: string) =>
  character < ' ' ? hexEscape(character) : `\\${character}`;

const hexEscape = (character: string) =>
  `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;

const nonTokenCharacter = '[^0-9a-z\\x{80}-\\x{10ffff}]';
const tokenStart = `(?:^|${nonTokenCharacter})`;
const tokenEnd = `(?:$|${nonTokenCharacter})`;

/** An expression over a lower-cased body: the phrase, cutting no token at its ends. */
export function phraseRegex(phrase: string): string {
  return boundedRegex(
    quoteRegex(phrase),
    phrase.charCodeAt(0),
    phrase.charCodeAt(phrase.length - 1),
  );
}

/** An expression over a lower-cased body: a wildcard pattern anywhere, cutting no token where it does not end in a wildcard. */
export function bodyGlobRegex(parts: readonly GlobPart[]): string {
  const source = globSource(
    parts.map((part) => ('literal' in part ? { literal: foldCase(part.literal) } : part)),
  );
  const first = parts.at(0);
  const last = parts.at(-1);
  const firstCode = first && 'literal' in first ? first.literal.charCodeAt(0) : Number.NaN;
  const lastCode =
    last && 'literal' in last ? last.literal.charCodeAt(last.literal.length - 1) : Number.NaN;
  return boundedRegex(source, firstCode, lastCode);
}

/** An expression over a whole value. */
export function valueGlobRegex(parts: readonly GlobPart[]): string {
  return `^${globSource(parts)}$`;
}

function globSource(parts: readonly GlobPart[]): string {
  return parts
    .map((part) =>
      'literal' in part ? quoteRegex(part.literal) : part.wildcard === '*' ? '.*' : '.',
    )
    .join('');
}

function boundedRegex(source: string, firstCode: number, lastCode: number): string {
  const start = isTokenCode(firstCode) ? tokenStart : '';
  const end = isTokenCode(lastCode) ? tokenEnd : '';
  return `${start}${source}${end}`;
}
