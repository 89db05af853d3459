// The list of runs elsewhere: as a request, as curl, on the command line.
import { useState } from 'react';
import { apiAddress } from '../api/client.ts';
import { runParameters } from '../api/runs.ts';
import { crewUrl, curlOfRequest, shellQuoted } from '../logs/curl.ts';
import { Dialog } from '../parts/dialog.tsx';
import { MenuButton, MenuItem } from '../parts/menu.tsx';
import { QueryForm } from '../parts/query-form.tsx';
import { SavedMenu } from '../search/saved-menu.tsx';
import { copyText } from '../parts/toasts.tsx';
import { allRunsAddress, questionOfRuns, type RunFilters } from './run-address.ts';

/** The menu at the right of the head. */
export function RunsMenu({ filters }: { filters: RunFilters }) {
  const [isShown, setShown] = useState(false);
  const parameters = runParameters(questionOfRuns(filters));
  const curl = curlOfRequest('/api/runs', parameters);
  return (
    <div className="runs-menu">
      <SavedMenu
        prefix={allRunsAddress()}
        what="list"
        suggestedName={Object.values(questionOfRuns(filters))
          .filter((text) => text !== '' && text !== filters.from && text !== filters.to)
          .join(' ')
          .slice(0, 60)}
        addressToSave={allRunsAddress(filters)}
      />
      <MenuButton label="Share and show the query" icon="code">
        {(close) => (
          <>
            <MenuItem icon="code" onSelect={() => (close(), setShown(true))}>
              Show the query
            </MenuItem>
            <MenuItem icon="copy" onSelect={() => (close(), void copyText(curl, 'curl command'))}>
              Copy as curl
            </MenuItem>
            <MenuItem
              icon="link"
              onSelect={() => (
                close(),
                void copyText(location.origin + allRunsAddress(filters), 'Link')
              )}
            >
              Copy a link
            </MenuItem>
          </>
        )}
      </MenuButton>
      {isShown && (
        <Dialog title="These runs elsewhere" onClose={() => setShown(false)}>
          <QueryForm title="API" text={`GET ${apiAddress('/api/runs', parameters)}`} />
          <QueryForm title="curl" text={curl} />
          <QueryForm title="Command line" text={commandOf(filters)} />
        </Dialog>
      )}
    </div>
  );
}

/** The list on the command line. */
function commandOf({ job, state, service, host, id, from, to }: RunFilters): string {
  const options = Object.entries({
    state,
    service,
    host,
    id,
    since: from.replace(/^-/, ''),
    until: to,
  });
  const given = options.flatMap(([name, text]) =>
    text ? [`--${name} ${/^[\w.:-]+$/.test(text) ? text : shellQuoted(text)}`] : [],
  );
  const which = job === '' ? [] : [shellQuoted(job)];
  return ['crew runs', ...given, `-n 100${crewUrl()}`, ...which].join(' ');
}
