// Where in the SQL as sent the store found a mistake: it counts bytes of another text, from 1.
import { GroundcrewError } from '@groundcrew/runtime';

/** The text the store was given, and where its parts stand in what the user sent. */
export interface SentText {
  /** What we put before the user's words. */
  readonly prefix: string;
  readonly query: string;
  /** 0-based index of UTF-16 units, in the SQL as sent, of the query's first character. */
  readonly queryPosition: number;
}

/** The error with a `position` where its words name one within the query; any other as it is. */
export function withPosition(error: unknown, sent: SentText): unknown {
  if (!(error instanceof GroundcrewError) || error.code !== 'sql-failed') return error;
  const position = syntaxPosition(error.message, sent) ?? namePosition(error.message, sent);
  if (position === undefined) return error;
  const { code, message, status, hint, extra, cause } = error;
  return new GroundcrewError(code, message, {
    status,
    ...(hint === undefined ? {} : { hint }),
    extra: { ...extra, position },
    cause,
  });
}

/** `Syntax error: failed at position 22 (1): …`. */
function syntaxPosition(message: string, sent: SentText): number | undefined {
  const found = /Syntax error: failed at position (\d{1,9})/.exec(message);
  if (!found) return undefined;
  const bytes = Buffer.from(sent.query, 'utf8');
  const at = Number(found[1]) - 1 - Buffer.byteLength(sent.prefix);
  if (at < 0 || at > bytes.length) return undefined;
  return sent.queryPosition + bytes.subarray(0, at).toString('utf8').length;
}

/** "Unknown expression identifier `foo` in scope …": the first place where this name stands by itself. */
function namePosition(message: string, { query, queryPosition }: SentText): number | undefined {
  const name = /(?:identifier|function|table|column)\s+[`'"]([^`'"]{1,200})[`'"]/i.exec(
    message,
  )?.[1];
  if (name === undefined) return undefined;
  for (let at = query.indexOf(name); at !== -1; at = query.indexOf(name, at + 1)) {
    const isWhole = !isNamePart(query[at - 1]) && !isNamePart(query[at + name.length]);
    if (isWhole) return queryPosition + at;
  }
  return undefined;
}

const isNamePart = (character: string | undefined) => /[\p{L}\p{N}_]/u.test(character ?? '');
