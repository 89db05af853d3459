// KILL QUERY as callers write it: with the query id they chose, which the engine does not know.
import { literalText, stringLiteral } from './literal.ts';
import { tokens } from './sql-tokens.ts';

/** A KILL QUERY with the engine's ids in place of the callers', and never waiting inside the engine. */
export interface TranslatedKill {
  sql: string;
  /** Queries named in it. */
  queryIds: string[];
  /** The caller wants to wait until they are gone. */
  isSync: boolean;
}

/** Translates the statement; `engineIds` is by the callers' query ids. SYNC would block the engine's process. */
export function translateKill(sql: string, engineIds: ReadonlyMap<string, string>): TranslatedKill {
  const queryIds: string[] = [];
  let isSync = false;
  let result = '';
  let copied = 0;
  const replace = (start: number, end: number, text: string) => {
    result += sql.slice(copied, start) + text;
    copied = end;
  };
  for (const token of tokens(sql)) {
    if (token.kind === 'string') {
      const id = literalText(sql.slice(token.start, token.end));
      const engineId = engineIds.get(id);
      if (engineId === undefined) continue;
      queryIds.push(id);
      replace(token.start, token.end, stringLiteral(engineId));
    } else if (token.kind === 'word' && token.depth === 0 && token.text === 'SYNC') {
      isSync = true;
      replace(token.start, token.end, 'ASYNC');
    }
  }
  return { sql: result + sql.slice(copied), queryIds, isSync };
}
