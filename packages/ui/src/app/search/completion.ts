// What is being typed at the cursor: a field's name, or a value of one.

/** The piece of a search that a completion would replace. */
export interface Piece {
  readonly kind: 'field' | 'value';
  readonly field: string;
  readonly prefix: string;
  readonly start: number;
  readonly end: number;
}

/** Finds the piece at the cursor; undefined within a phrase or regex. */
export function pieceAt(query: string, cursor: number): Piece | undefined {
  const before = query.slice(0, cursor);
  const value =
    /(?:^|[\s(])-?(?:"((?:[^"\\]|\\.)*)"|([\p{L}\p{N}_@.-]+)):(?:\([^()]*?)?("?)([^\s"()]*)$/u.exec(
      before,
    );
  if (value) {
    const [, quotedName, plainName = '', quote = '', prefix = ''] = value;
    const field = quotedName ?? plainName.replace(/^-/, '');
    return {
      kind: 'value',
      field,
      prefix,
      start: cursor - prefix.length - quote.length,
      end: endOf(query, cursor),
    };
  }
  const word = /(?:^|[\s(])-?([\p{L}_@][\p{L}\p{N}_.@-]*)?$/u.exec(before);
  const isInQuotes = (before.replaceAll(/\\./g, '').split('"').length - 1) % 2 === 1;
  if (!word || isInQuotes) return undefined;
  const prefix = word[1] ?? '';
  return {
    kind: 'field',
    field: '',
    prefix,
    start: cursor - prefix.length,
    end: endOf(query, cursor),
  };
}

const endOf = (query: string, cursor: number) =>
  cursor + (/^[^\s"():]*/.exec(query.slice(cursor))?.[0].length ?? 0);

/** The search with the piece replaced, and where the cursor stands then. */
export function complete(
  query: string,
  piece: Piece,
  text: string,
): { query: string; cursor: number } {
  const insert = piece.kind === 'field' ? `${text}:` : `${text} `;
  const rest = query.slice(piece.end);
  const after = piece.kind === 'field' ? rest.replace(/^:/, '') : rest.replace(/^"?\s?/, '');
  return {
    query: query.slice(0, piece.start) + insert + after,
    cursor: piece.start + insert.length,
  };
}
