// What can be done with the query: run, cancel, take an earlier one, save, share.
import { useState } from 'react';
import { hasToken } from '../api/client.ts';
import { shellQuoted } from '../logs/curl.ts';
import { Button } from '../parts/button.tsx';
import { MenuButton, MenuItem } from '../parts/menu.tsx';
import { copyText, toast } from '../parts/toasts.tsx';
import { SavedMenu } from '../search/saved-menu.tsx';
import { sqlAddress, sqlPath } from '../address/sql-address.ts';
import { recentQueries } from './recent-queries.ts';

interface SqlToolsProps {
  readonly text: string;
  readonly isRunning: boolean;
  readonly onRun: () => void;
  readonly onCancel: () => void;
  readonly onTake: (query: string) => void;
  readonly onNames?: (() => void) | undefined;
}

/** The row of buttons beneath the editor. */
export function SqlTools(props: SqlToolsProps) {
  const { text, isRunning, onRun, onCancel, onTake, onNames } = props;
  const address = sqlAddress(text);
  return (
    <div className="sql-tools">
      {isRunning ? (
        <Button icon="close" className="sql-run" onClick={onCancel}>
          Cancel
        </Button>
      ) : (
        <Button
          look="primary"
          icon="play"
          className="sql-run"
          disabled={text.trim() === ''}
          title="Run the query (Ctrl Enter)"
          onClick={onRun}
        >
          Run
        </Button>
      )}
      <span className="sql-hint wide-only">
        <kbd>{/Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl'}</kbd> <kbd>Enter</kbd>
      </span>
      <div className="tools-end">
        {onNames && (
          <Button look="plain" icon="table" aria-label="Tables and columns" onClick={onNames} />
        )}
        <Recent onTake={onTake} />
        <SavedMenu
          prefix={sqlPath}
          what="query"
          suggestedName={text.replaceAll(/\s+/g, ' ').trim().slice(0, 60)}
          addressToSave={text.trim() === '' ? undefined : address}
        />
        <MenuButton label="Share" icon="link">
          {(close) => (
            <>
              <MenuItem
                icon="link"
                onSelect={() => {
                  close();
                  if (address === undefined) toast('The query is too long for a link', 'error');
                  else void copyText(location.origin + address, 'Link');
                }}
              >
                Copy a link
              </MenuItem>
              <MenuItem
                icon="copy"
                onSelect={() => (close(), void copyText(curlOfSql(text), 'curl command'))}
              >
                Copy as curl
              </MenuItem>
              <MenuItem
                icon="copy"
                onSelect={() => (
                  close(),
                  void copyText(`crew sql ${shellQuoted(text)}`, 'Command')
                )}
              >
                Copy for the command line
              </MenuItem>
            </>
          )}
        </MenuButton>
      </div>
    </div>
  );
}

function Recent({ onTake }: { onTake: (query: string) => void }) {
  const [queries, setQueries] = useState(recentQueries);
  return (
    <span
      onPointerDown={() => setQueries(recentQueries())}
      onFocus={() => setQueries(recentQueries())}
    >
      <MenuButton label="Recent queries" icon="history">
        {(close) => (
          <div className="sql-recent">
            {queries.length === 0 && <p className="muted menu-note">Nothing was run yet.</p>}
            {queries.map((query) => (
              <MenuItem key={query} onSelect={() => (close(), onTake(query))}>
                <code title={query}>{query.replaceAll(/\s+/g, ' ')}</code>
              </MenuItem>
            ))}
          </div>
        )}
      </MenuButton>
    </span>
  );
}

/** The query as a curl command. */
function curlOfSql(query: string): string {
  const login = hasToken() ? ` -H "Authorization: Bearer $GROUNDCREW_TOKEN"` : '';
  return `curl -s${login} ${shellQuoted(`${location.origin}/api/sql?format=PrettyCompact`)} --data-binary ${shellQuoted(query)} -H 'Content-Type: text/plain'`;
}
