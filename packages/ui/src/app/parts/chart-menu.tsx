// What can be done with a chart: its query, its rows, its picture, its figures.
import type { ReactNode, RefObject } from 'react';
import type { ChartSeries } from './chart.tsx';
import { chartCsv } from './chart-csv.ts';
import { MenuButton, MenuItem } from './menu.tsx';
import { copyText, toast } from './toasts.tsx';

interface ChartMenuProps {
  /** Has the chart in it. */
  readonly host: RefObject<HTMLElement | null>;
  readonly timesMs: readonly number[];
  readonly series: readonly ChartSeries[];
  readonly onQuery?: () => void;
  readonly onRows?: () => void;
  /** What else can be chosen; `close` closes the menu. */
  readonly children?: (close: () => void) => ReactNode;
}

/** The menu in a chart's corner. */
export function ChartMenu({ host, timesMs, series, onQuery, onRows, children }: ChartMenuProps) {
  return (
    <MenuButton label="Chart" icon="more">
      {(close) => (
        <>
          {onQuery && (
            <MenuItem icon="code" onSelect={() => (close(), onQuery())}>
              Show the query
            </MenuItem>
          )}
          {onRows && (
            <MenuItem icon="logs" onSelect={() => (close(), onRows())}>
              Show the rows
            </MenuItem>
          )}
          <MenuItem icon="copy" onSelect={() => (close(), void copyPicture(host.current))}>
            Copy as PNG
          </MenuItem>
          <MenuItem
            icon="copy"
            onSelect={() => (close(), void copyText(chartCsv(timesMs, series), 'Figures'))}
          >
            Copy as CSV
          </MenuItem>
          {children && (
            <>
              <hr className="menu-line" />
              {children(close)}
            </>
          )}
        </>
      )}
    </MenuButton>
  );
}

/** The drawn chart on the page's background, as an image on the clipboard. */
async function copyPicture(host: HTMLElement | null): Promise<void> {
  const drawn = host?.querySelector('canvas');
  if (!drawn) return;
  const picture = document.createElement('canvas');
  picture.width = drawn.width;
  picture.height = drawn.height;
  const context = picture.getContext('2d');
  if (!context) return;
  context.fillStyle = getComputedStyle(document.body).backgroundColor;
  context.fillRect(0, 0, picture.width, picture.height);
  context.drawImage(drawn, 0, 0);
  try {
    const blob = new Promise<Blob>((resolve, reject) =>
      picture.toBlob((made) => (made ? resolve(made) : reject(new Error('no image'))), 'image/png'),
    );
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
    toast('Picture copied');
  } catch {
    toast('The browser did not allow copying the picture.', 'error');
  }
}
