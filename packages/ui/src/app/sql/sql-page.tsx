// The SQL page: a query, what came of it, and what there is to ask about. The query is in the address.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { navigate, useLocation } from '../address/location.ts';
import { sqlAddress, useSqlAddress } from '../address/sql-address.ts';
import { ApiError } from '../api/client.ts';
import { useKeys } from '../frame/keys.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Examples } from './examples-list.tsx';
import { insertText } from './insert-text.ts';
import { NamesPanel } from './names-panel.tsx';
import { noteQuery } from './recent-queries.ts';
import { Result } from './result.tsx';
import { SqlEditor } from './sql-editor.tsx';
import { SqlTools } from './sql-tools.tsx';
import { useHasRoom } from './use-has-room.ts';
import { useNames } from './use-names.ts';
import { useSqlRun } from './use-sql-run.ts';

/** What was being written when the page was left, for when it is opened again. */
let draft = '';

/** The page. */
export function SqlPage() {
  const { asked, ask } = useAsked();
  const { run, again, cancel } = useSqlRun(asked);
  const [text, setText] = useText(asked);
  const input = useRef<HTMLTextAreaElement>(null);
  const names = useNames();
  const hasRoom = useHasRoom();
  const [isListing, setListing] = useState(false);
  const submit = useCallback(
    (query: string) => {
      if (query.trim() === '') return;
      noteQuery(query);
      if (query === asked) again();
      else ask(query);
    },
    [asked, ask, again],
  );
  const take = (query: string) => {
    setText(query);
    submit(query);
    input.current?.focus();
  };
  useKeys([
    { keys: '/', label: 'Write SQL', group: 'SQL', run: () => input.current?.focus() },
    { keys: 'mod+enter', label: 'Run the query', group: 'SQL', run: () => submit(text) },
    { keys: 'x', label: 'Cancel the query', group: 'SQL', run: cancel },
    { keys: 'u', label: 'Run it again', group: 'SQL', run: again },
  ]);
  const mistakeAt =
    run.state === 'failed' && run.error instanceof ApiError && run.query === text
      ? run.error.position
      : undefined;
  const insert = (name: string) => {
    setListing(false);
    if (input.current) insertText(input.current, name);
  };
  return (
    <div className="sql-page">
      <div className="sql-main">
        <h1 className="visually-hidden">SQL</h1>
        <div className="sql-head-part">
          <SqlEditor
            input={input}
            text={text}
            names={names}
            mistakeAt={mistakeAt}
            onChange={setText}
            onRun={() => submit(text)}
          />
          <SqlTools
            text={text}
            isRunning={run.state === 'running'}
            onRun={() => submit(text)}
            onCancel={cancel}
            onTake={take}
            onNames={hasRoom ? undefined : () => setListing(true)}
          />
        </div>
        {run.state === 'idle' ? (
          <Examples names={names} onTake={take} />
        ) : (
          <Result run={run} onAgain={again} />
        )}
      </div>
      {hasRoom && (
        <aside className="side sql-side" aria-label="Tables and columns">
          <NamesPanel names={names} onInsert={insert} />
        </aside>
      )}
      {isListing && !hasRoom && (
        <Dialog title="Tables and columns" form="drawer" onClose={() => setListing(false)}>
          <NamesPanel names={names} onInsert={insert} />
        </Dialog>
      )}
    </div>
  );
}

/** The query that is asked: that of the address, or one too long for an address. */
function useAsked() {
  const address = useSqlAddress();
  const { search } = useLocation();
  const [long, setLong] = useState<{ query: string; search: string }>();
  const ask = useCallback(
    (query: string) => {
      const next = sqlAddress(query);
      if (next === undefined) setLong({ query, search: location.search });
      else {
        setLong(undefined);
        navigate(next);
      }
    },
    [setLong],
  );
  const asked = long?.search === search ? long.query : address;
  return useMemo(() => ({ asked, ask }), [asked, ask]);
}

/** What is written. Another address brings its own query; leaving the page keeps what was begun. */
function useText(asked: string): [string, (text: string) => void] {
  const [text, setText] = useState(asked === '' ? draft : asked);
  const shown = useRef(asked);
  useEffect(() => {
    if (shown.current === asked) return;
    shown.current = asked;
    setText(asked);
  }, [asked]);
  draft = text;
  return [text, setText];
}
