// All lines as a file: in which form, and which end of time first.
import { useState } from 'react';
import type { LogsAddress } from '../address/logs-address.ts';
import { MenuButton, MenuGroup, MenuItem } from '../parts/menu.tsx';
import { download, type DownloadFormat, type DownloadOrder } from './download.ts';
import type { Asked } from './use-span.ts';

const orders: readonly (readonly [order: DownloadOrder, name: string])[] = [
  ['asc', 'Oldest first'],
  ['desc', 'Newest first'],
];

/** The menu. A choice of order stays while the page is open. */
export function DownloadMenu({ state, asked }: { state: LogsAddress; asked: Asked }) {
  const [chosen, setChosen] = useState<DownloadOrder>('asc');
  const save = (format: DownloadFormat) =>
    void download(asked.question, { format, order: chosen, columns: state.columns });
  return (
    <MenuButton label="Download" icon="download">
      {(close) => (
        <>
          <MenuItem icon="download" onSelect={() => (close(), save('ndjson'))}>
            All lines as NDJSON
          </MenuItem>
          <MenuItem icon="download" onSelect={() => (close(), save('csv'))}>
            All lines as CSV, columns as here
          </MenuItem>
          <MenuItem icon="download" onSelect={() => (close(), save('csv-all'))}>
            All lines as CSV, every field
          </MenuItem>
          <hr className="menu-line" />
          <MenuGroup title="Order of the lines">
            {orders.map(([order, name]) => (
              <MenuItem
                key={order}
                isOneOfMany
                isOn={order === chosen}
                onSelect={() => setChosen(order)}
              >
                {name}
              </MenuItem>
            ))}
          </MenuGroup>
        </>
      )}
    </MenuButton>
  );
}
