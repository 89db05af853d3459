// What can be done with the whole search: save, compare, columns, the query elsewhere, download.
import { useState } from 'react';
import {
  changeLogs,
  type LogsAddress,
  logsPath,
  writeLogsAddress,
} from '../address/logs-address.ts';
import { Button } from '../parts/button.tsx';
import { lazyPart } from '../parts/lazy-page.tsx';
import { MenuButton, MenuItem } from '../parts/menu.tsx';
import { copyText } from '../parts/toasts.tsx';
import { SavedMenu } from '../search/saved-menu.tsx';
import { absoluteSpan } from '../time/range.ts';
import { chooseColumns } from './columns.tsx';
import { DownloadMenu } from './download-menu.tsx';
import { FieldChoice } from './field-choice.tsx';
import { curlOf } from './curl.ts';
import type { Asked } from './use-span.ts';

const QueryDialog = lazyPart(async () => (await import('./query-dialog.tsx')).QueryDialog);

/** The buttons at the right of the tools. */
export function LogsMenu({ state, asked }: { state: LogsAddress; asked: Asked }) {
  const [isShown, setShown] = useState(false);
  return (
    <div className="tools-end">
      <Button
        look="plain"
        icon="compare"
        isPressed={state.isCompared}
        aria-label="Compare with the period before"
        onClick={() => changeLogs({ isCompared: !state.isCompared })}
      />
      <MenuButton label="Columns" icon="columns" role="dialog">
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
      <SavedMenu
        prefix={logsPath}
        what="search"
        suggestedName={state.query.slice(0, 60)}
        addressToSave={writeLogsAddress({ ...state, at: '', around: '' })}
      />
      <DownloadMenu state={state} asked={asked} />
      <MenuButton label="Share and show the query" icon="code">
        {(close) => (
          <>
            <MenuItem icon="code" onSelect={() => (close(), setShown(true))}>
              Show the query and its SQL
            </MenuItem>
            <MenuItem
              icon="copy"
              onSelect={() => (
                close(),
                void copyText(curlOf(asked.question, state.order), 'curl command')
              )}
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
      {isShown && (
        <QueryDialog
          question={asked.question}
          order={state.order}
          onClose={() => setShown(false)}
        />
      )}
    </div>
  );
}
