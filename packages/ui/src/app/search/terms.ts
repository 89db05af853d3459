// Changes a search text by its conditions on top: pure text work, the server alone understands the language.

/** One condition on the top level of a search. */
export interface Term {
  /** As it is written, its minus included. */
  readonly text: string;
  /** The field's name without quotes; undefined for words. */
  readonly field: string | undefined;
  readonly isNegative: boolean;
  readonly start: number;
}

/** Splits a search at its top level; undefined when it has an OR there, and so is one condition as a whole. */
export function splitTerms(query: string): Term[] | undefined {
  const terms: Term[] = [];
  let at = 0;
  let isNegated = false;
  while (at < query.length) {
    if (/\s/.test(query[at] ?? '')) {
      at += 1;
      continue;
    }
    if (query[at] === '|') return undefined;
    const end = endOfTerm(query, at);
    const text = query.slice(at, end);
    if (text === 'OR') return undefined;
    if (text === 'NOT') isNegated = true;
    else if (text !== 'AND') {
      terms.push(termOf(isNegated ? `-${text}` : text, at));
      isNegated = false;
    }
    at = end;
  }
  return terms;
}

/** Where the condition that begins at `start` ends: at white space outside quotes, parentheses and regexes. */
function endOfTerm(query: string, start: number): number {
  let depth = 0;
  let at = start;
  for (; at < query.length; at++) {
    const character = query[at] ?? '';
    if (character === '\\') at += 1;
    else if (character === '"') at = closing(query, at, '"');
    else if (character === '/' && beginsRegex(query, at, start)) at = closing(query, at, '/');
    else if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) {
      if (depth === 0 && character === ')') return Math.max(at, start + 1);
      depth = Math.max(0, depth - 1);
    } else if (depth === 0 && (/\s/.test(character) || (character === '|' && at > start)))
      return at;
  }
  return at;
}

/** As the language has it: a regex ends with a slash before white space, and within a field's value has no space. */
const beginsRegex = (query: string, at: number, start: number) =>
  at === start || (at === start + 1 && query[start] === '-')
    ? /^\/(?:[^/\\]|\\.)+\/i?(?=[\s)]|$)/.test(query.slice(at))
    : query[at - 1] === ':' && /^\/(?:[^/\\\s]|\\.)+\/i?(?=[\s)]|$)/.test(query.slice(at));

function closing(query: string, open: number, quote: string): number {
  for (let at = open + 1; at < query.length; at++) {
    if (query[at] === '\\') at += 1;
    else if (query[at] === quote) return at;
  }
  return query.length;
}

function termOf(text: string, start: number): Term {
  const isNegative = text.startsWith('-') && text.length > 1;
  const positive = isNegative ? text.slice(1) : text;
  const match = /^(?:"((?:[^"\\]|\\.)*)"|([^\s"():/\\<>=[\]{}|*?]+)):(?!\/\/)./s.exec(positive);
  const quoted = match?.[1]?.replaceAll(/\\(.)/g, '$1');
  return { text, field: quoted ?? match?.[2], isNegative, start };
}

/** A value as the search language writes it. */
export function writeValue(value: unknown): string {
  const text =
    typeof value === 'string'
      ? value
      : typeof value === 'object' && value !== null
        ? JSON.stringify(value)
        : String(value);
  const isPlain =
    /^[\p{L}\p{N}_][\p{L}\p{N}_.@-]*$/u.test(text) &&
    !text.includes('..') &&
    !/^(AND|OR|NOT|TO)$/.test(text);
  return isPlain ? text : `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/** A field's name as the search language writes it. */
export function writeField(name: string): string {
  const isPlain = /^[\p{L}_@][\p{L}\p{N}_.@-]*$/u.test(name) && !/^(AND|OR|NOT)$/.test(name);
  return isPlain ? name : `"${name.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/** `field:value`. */
export const condition = (field: string, value: unknown) =>
  `${writeField(field)}:${writeValue(value)}`;

/** The search with one more condition, unless it has it. */
export function withTerm(query: string, text: string): string {
  const terms = splitTerms(query);
  if (!terms) return `(${query.trim()}) ${text}`;
  if (terms.some((term) => term.text === text)) return query.trim();
  return [query.trim(), text].filter((part) => part !== '').join(' ');
}

/** The search without the conditions that `isGone` picks. */
function without(query: string, isGone: (term: Term) => boolean): string {
  const terms = splitTerms(query);
  if (!terms) return query;
  if (!terms.some(isGone)) return query.trim();
  return terms
    .filter((term) => !isGone(term))
    .map(({ text }) => text)
    .join(' ');
}

/** Only this value of the field: takes the place of other conditions on it. */
export function onlyValue(query: string, field: string, value: unknown): string {
  return withTerm(
    without(query, (term) => term.field === field),
    condition(field, value),
  );
}

/** Not this value of the field. */
export function excludeValue(query: string, field: string, value: unknown): string {
  const positive = condition(field, value);
  return withTerm(
    without(query, (term) => term.text === positive),
    `-${positive}`,
  );
}

/** The search without any condition on the field. */
export const anyValue = (query: string, field: string) =>
  without(query, (term) => term.field === field);

/** Lines that have the field at all, or that lack it. */
const presence = (field: string, isThere: boolean) => `${isThere ? '' : '-'}${writeField(field)}:*`;

/** Only lines that lack the field: takes the place of other conditions on it. */
export const onlyAbsent = (query: string, field: string) =>
  withTerm(anyValue(query, field), presence(field, false));

/** Only lines that have the field. */
export const excludeAbsent = (query: string, field: string) =>
  withTerm(
    without(query, ({ text }) => text === presence(field, false)),
    presence(field, true),
  );

/** Whether the search wants lines without the field alone. */
export const isAbsent = (query: string, field: string) =>
  (splitTerms(query) ?? []).some(({ text }) => text === presence(field, false));

/** How a value stands in a search: asked for, excluded, or neither. */
export function standing(
  query: string,
  field: string,
  value: unknown,
): 'only' | 'excluded' | undefined {
  const text = condition(field, value);
  const written = writeValue(value);
  for (const term of splitTerms(query) ?? []) {
    if (term.text === `-${text}`) return 'excluded';
    if (term.text === text) return 'only';
    if (term.field === field && !term.isNegative && listOf(term.text).includes(written))
      return 'only';
  }
  return undefined;
}

const listOf = (text: string) => {
  const match = /:\((.*)\)$/s.exec(text);
  return match ? (match[1] ?? '').split(/\s+OR\s+/) : [];
};

/** Adds the value to those asked for, or takes it away: `service:(api OR web)`. */
export function toggleValue(query: string, field: string, value: unknown): string {
  const terms = splitTerms(query);
  const written = writeValue(value);
  const own = terms?.find((term) => term.field === field && !term.isNegative);
  if (!own) return onlyValue(query, field, value);
  const list = listOf(own.text);
  const values =
    list.length > 0
      ? list
      : [
          own.text.slice(
            own.text.indexOf(':', own.text.startsWith('"') ? own.text.indexOf('"', 1) : 0) + 1,
          ),
        ];
  const next = values.includes(written)
    ? values.filter((each) => each !== written)
    : [...values, written];
  const rest = without(query, (term) => term.field === field && !term.isNegative);
  if (next.length === 0) return rest;
  const text = next.length === 1 ? next[0] : `(${next.join(' OR ')})`;
  return withTerm(rest, `${writeField(field)}:${text}`);
}
