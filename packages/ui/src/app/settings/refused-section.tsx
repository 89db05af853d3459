// Lines that were accepted but that the store refused: kept aside, to be looked at.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type DeadLetter, readDeadLetters } from '../api/server.ts';
import { Button } from '../parts/button.tsx';
import { Moment } from '../parts/moment.tsx';
import { Problem } from '../parts/problem.tsx';
import { Section } from '../parts/section.tsx';
import { copyText } from '../parts/toasts.tsx';
import { formatBytes, formatCount } from '../time/format.ts';

const shownFew = 20;
/** As many as the server gives at a time. */
const shownMany = 1_000;
const lineShown = 2_000;

/** Nothing to see is the usual case, and one line. */
export function RefusedSection({ count, bytes }: { count: number; bytes: number }) {
  const [shownMax, setShownMax] = useState(shownFew);
  const { data, error, refetch } = useQuery({
    queryKey: ['dead-letters', count, shownMax],
    queryFn: ({ signal }) => readDeadLetters(shownMax, signal),
    enabled: count > 0,
    placeholderData: keepPreviousData,
  });
  return (
    <Section
      id="refused"
      title="Dead letters"
      note={
        count === 0
          ? 'None. Lines that the store refuses would be kept here, and everything around them stored.'
          : `${formatCount(count)} lines, ${formatBytes(bytes)}: accepted, then refused by the store. They are kept in the data folder.`
      }
    >
      {error && <Problem error={error} onRetry={() => void refetch()} />}
      {data && data.length > 0 && (
        <ul className="letters">
          {data.map((letter) => (
            <Letter key={`${letter.batch}-${letter.row ?? 'all'}`} letter={letter} />
          ))}
        </ul>
      )}
      {count > shownMax && (
        <p className="muted">
          The newest {formatCount(shownMax)} are shown.{' '}
          {shownMax < shownMany && (
            <button type="button" className="text-button" onClick={() => setShownMax(shownMany)}>
              Show more
            </button>
          )}
        </p>
      )}
    </Section>
  );
}

function Letter({ letter }: { letter: DeadLetter }) {
  const { time, reason, line, line_base64: encoded, rows } = letter;
  const text = line ?? (encoded === undefined ? undefined : `base64:${encoded}`);
  return (
    <li className="letter">
      <div className="letter-head">
        <Moment time={time} />
        <span className="letter-reason">{reason}</span>
      </div>
      {text === undefined ? (
        <p className="muted">
          {rows === undefined ? 'A whole batch.' : `A whole batch of ${formatCount(rows)} lines.`}
        </p>
      ) : (
        <details>
          <summary>
            <code>{text.slice(0, 160)}</code>
          </summary>
          <pre>{text.slice(0, lineShown)}</pre>
          <Button look="plain" icon="copy" onClick={() => void copyText(text, 'Line')}>
            Copy the line
          </Button>
        </details>
      )}
    </li>
  );
}
