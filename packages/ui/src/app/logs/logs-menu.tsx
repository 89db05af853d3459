// What can be done with the whole search: save, compare, columns, the query elsewhere, download.
import { useState } from 'react';
import { changeLogs, type LogsAddress, writeLogsAddress } from '../address/logs-address.ts';
import { navigate } from '../address/location.ts';
import { ApiError } from '../api/client.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { lazyPart } from '../parts/lazy-page.tsx';
import { MenuButton, MenuItem } from '../parts/menu.tsx';
import { copyText, toast } from '../parts/toasts.tsx';
import { useSavedSearches } from '../search/saved.ts';
import { absoluteSpan } from '../time/range.ts';
import { chooseColumns } from './columns.tsx';
import { download, type DownloadFormat } from './download.ts';
import { FieldChoice } from './facets.tsx';
import { curlOf } from './curl.ts';
import type { Asked } from './use-span.ts';

const QueryDialog = lazyPart(async () => (await import('./query-dialog.tsx')).QueryDialog);

/** The buttons at the right of the tools. */
export function LogsMenu({ state, asked }: { state: LogsAddress; asked: Asked }) {
  const [open, setOpen] = useState<'query' | 'save'>();
  const save = (format: DownloadFormat) => void download(asked.question, format, state.columns);
  return (
    <div className="tools-end">
      <Button
        look="plain"
        icon="compare"
        isPressed={state.isCompared}
        aria-label="Compare with the period before"
        onClick={() => changeLogs({ isCompared: !state.isCompared })}
      />
      <MenuButton label="Columns" icon="columns">
        {(close) => (
          <FieldChoice
            asked={asked}
            known={state.columns}
            onChoose={(name) => {
              close();
              chooseColumns([...state.columns, name]);
            }}
          />
        )}
      </MenuButton>
      <SavedMenu state={state} onSave={() => setOpen('save')} />
      <MenuButton label="Download" icon="download">
        {(close) => (
          <>
            <MenuItem icon="download" onSelect={() => (close(), save('ndjson'))}>
              All lines as NDJSON
            </MenuItem>
            <MenuItem icon="download" onSelect={() => (close(), save('csv'))}>
              All lines as CSV
            </MenuItem>
          </>
        )}
      </MenuButton>
      <MenuButton label="Share and show the query" icon="code">
        {(close) => (
          <>
            <MenuItem icon="code" onSelect={() => (close(), setOpen('query'))}>
              Show the query and its SQL
            </MenuItem>
            <MenuItem
              icon="copy"
              onSelect={() => (close(), void copyText(curlOf(asked), 'curl command'))}
            >
              Copy as curl
            </MenuItem>
            <MenuItem
              icon="link"
              onSelect={() => (
                close(),
                void copyText(
                  location.origin +
                    writeLogsAddress({ ...state, ...absoluteSpan(asked.span), isLive: false }),
                  'Link',
                )
              )}
            >
              Copy a link to this exact time
            </MenuItem>
          </>
        )}
      </MenuButton>
      {open === 'query' && <QueryDialog asked={asked} onClose={() => setOpen(undefined)} />}
      {open === 'save' && <SaveDialog state={state} onClose={() => setOpen(undefined)} />}
    </div>
  );
}

function SavedMenu({ state, onSave }: { state: LogsAddress; onSave: () => void }) {
  const { views, remove } = useSavedSearches();
  if (!views) return undefined;
  return (
    <MenuButton label="Saved searches" icon="star">
      {(close) => (
        <>
          <MenuItem icon="plus" onSelect={() => (close(), onSave())}>
            Save this search
          </MenuItem>
          {views.length === 0 && <p className="muted menu-note">Nothing is saved yet.</p>}
          {views.map(({ name, address }) => (
            <div key={name} className="menu-pair">
              <MenuItem icon="star" onSelect={() => (close(), navigate(address))}>
                {name}
              </MenuItem>
              <Button
                look="plain"
                icon="close"
                aria-label={`Delete the saved search ${name}`}
                onClick={() =>
                  void remove(name)
                    .then(() => toast(`"${name}" was deleted`))
                    .catch((error: unknown) => toast(reasonOf(error), 'error'))
                }
              />
            </div>
          ))}
          {state.query === '' && views.length === 0 && (
            <p className="muted menu-note">A saved search keeps its words, range and columns.</p>
          )}
        </>
      )}
    </MenuButton>
  );
}

const reasonOf = (error: unknown) =>
  error instanceof ApiError ? error.message : 'That did not work. Try again.';

function SaveDialog({ state, onClose }: { state: LogsAddress; onClose: () => void }) {
  const { save } = useSavedSearches();
  const [name, setName] = useState(state.query.slice(0, 60));
  const [problem, setProblem] = useState('');
  const submit = async () => {
    try {
      await save(name.trim(), writeLogsAddress({ ...state, at: '', around: '' }));
      toast(`"${name.trim()}" was saved`);
      onClose();
    } catch (error) {
      setProblem(reasonOf(error));
    }
  };
  return (
    <Dialog title="Save this search" onClose={onClose}>
      <form
        className="token-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') void submit();
        }}
      >
        <label>
          Name
          <input
            autoFocus
            value={name}
            maxLength={100}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        {problem !== '' && (
          <p className="form-problem" role="alert">
            {problem}
          </p>
        )}
        <div className="dialog-actions">
          <Button look="primary" type="submit">
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
