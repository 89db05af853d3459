// A query in colours, with the mistake in it underlined. The editor lays its transparent text over this.
import { memo, type Ref } from 'react';
import { type SqlToken, sqlTokens } from './sql-tokens.ts';

interface SqlTextProps {
  readonly text: string;
  readonly mistakeAt?: number | undefined;
  readonly ref?: Ref<HTMLPreElement>;
}

const colouredMax = 20_000;

/** The text; nothing that reads the page aloud needs it twice. */
export const SqlText = memo(function SqlText({ text, mistakeAt, ref }: SqlTextProps) {
  const tokens: readonly SqlToken[] =
    text.length > colouredMax ? [{ kind: 'plain', start: 0, end: text.length }] : sqlTokens(text);
  return (
    <pre ref={ref} className="sql-text" aria-hidden="true">
      {tokens.map(({ kind, start, end }) => {
        const isMistake = mistakeAt !== undefined && start <= mistakeAt && mistakeAt < end;
        const piece = text.slice(start, end);
        if (!isMistake) return coloured(kind, start, piece);
        // White space before it belongs to a plain piece, but not to the mistake.
        const from = kind === 'plain' ? mistakeAt : start;
        return [
          text.slice(start, from),
          <mark key={start}>{coloured(kind, start, text.slice(from, end).trimEnd() || ' ')}</mark>,
          text.slice(from + (text.slice(from, end).trimEnd() || ' ').length, end),
        ];
      })}
      {mistakeAt !== undefined && mistakeAt >= text.length && <mark> </mark>}
      {'\n'}
    </pre>
  );
});

const coloured = (kind: SqlToken['kind'], key: number, text: string) =>
  kind === 'plain' || kind === 'word' ? (
    text
  ) : (
    <span key={key} className={`sql-is-${kind}`}>
      {text}
    </span>
  );
