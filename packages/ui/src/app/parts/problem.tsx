// What went wrong, what to do, and the details to copy.
import { ApiError } from '../api/client.ts';
import { Button } from './button.tsx';
import { copyText } from './toasts.tsx';

/** An error where its data would have been. */
export function Problem({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const known = error instanceof ApiError ? error : new ApiError(String(error));
  const details = typeof known.details === 'string' ? known.details : known.message;
  return (
    <div className="problem" role="alert">
      <p className="problem-text">{known.message}</p>
      <p className="problem-hint">
        {known.hint ?? hints.get(known.code) ?? 'Nothing was lost. Try again.'}
      </p>
      <div className="problem-actions">
        {onRetry && known.code !== 'bad-query' && (
          <Button icon="refresh" onClick={onRetry}>
            Try again
          </Button>
        )}
        <details>
          <summary>Details</summary>
          <pre>{details}</pre>
          <Button look="plain" icon="copy" onClick={() => void copyText(details, 'Details')}>
            Copy
          </Button>
        </details>
      </div>
    </div>
  );
}

const hints = new Map([
  ['bad-query', 'Correct the search above: the place is underlined there.'],
  ['sql-failed', 'Correct the query above; where the place is known it is underlined.'],
  ['bad-time', 'Choose the time range anew.'],
  ['away', 'What is on screen stays. It goes on by itself when the server is back.'],
  ['broken-off', 'Try again.'],
  ['query-timeout', 'Choose a shorter time range, or narrow the search.'],
  ['too-many-queries', 'Others are searching too. Try again in a moment.'],
]);
