// The columns of the list: their widths, remembered, and their heads, which can be dragged and resized.
import { useRef, useState } from 'react';
import { changeLogs } from '../address/logs-address.ts';
import { remembered } from '../frame/remembered.ts';
import { Button } from '../parts/button.tsx';
import { ColumnResizer } from '../parts/column-resizer.tsx';

const widthBounds = { min: 56, max: 640 };
const widthStandard = 128;

/** The width of a column as this browser remembers it. */
function rememberedWidths(): Record<string, number> {
  try {
    const widths: unknown = JSON.parse(remembered.read('widths') ?? '{}');
    return typeof widths === 'object' && widths ? (widths as Record<string, number>) : {};
  } catch {
    return {};
  }
}

/** Chooses other columns, and remembers them for pages whose address says nothing. */
export function chooseColumns(columns: readonly string[]): void {
  remembered.write('columns', columns.length === 0 ? '-' : columns.join(','));
  changeLogs({ columns }, { replace: true });
}

/** Widths by column, and how to change one. */
export function useWidths(): [(name: string) => number, (name: string, width: number) => void] {
  const [widths, setWidths] = useState(rememberedWidths);
  const widthOf = (name: string) => {
    const width = widths[name];
    return typeof width === 'number'
      ? Math.max(widthBounds.min, Math.min(widthBounds.max, width))
      : widthStandard;
  };
  const setWidth = (name: string, width: number) => {
    const next = {
      ...widths,
      [name]: Math.max(widthBounds.min, Math.min(widthBounds.max, Math.round(width))),
    };
    setWidths(next);
    remembered.write('widths', JSON.stringify(next));
  };
  return [widthOf, setWidth];
}

interface HeadsProps {
  readonly columns: readonly string[];
  readonly widthOf: (name: string) => number;
  readonly setWidth: (name: string, width: number) => void;
  readonly order: 'desc' | 'asc';
}

/** The row of heads. */
export function ColumnHeads({ columns, widthOf, setWidth, order }: HeadsProps) {
  const dragged = useRef<string>(undefined);
  const drop = (target: string) => {
    const from = dragged.current;
    if (from === undefined || from === target) return;
    const rest = columns.filter((name) => name !== from);
    const at = rest.indexOf(target) + (columns.indexOf(from) < columns.indexOf(target) ? 1 : 0);
    chooseColumns([...rest.slice(0, at), from, ...rest.slice(at)]);
  };
  return (
    <div className="heads" role="row">
      <span
        role="columnheader"
        aria-sort={order === 'desc' ? 'descending' : 'ascending'}
        className="head head-time"
      >
        <button
          type="button"
          title={
            order === 'desc'
              ? 'Newest first; click for oldest first'
              : 'Oldest first; click for newest first'
          }
          onClick={() => changeLogs({ order: order === 'desc' ? 'asc' : 'desc', at: '' })}
        >
          Time {order === 'desc' ? '↓' : '↑'}
        </button>
      </span>
      <span role="columnheader" className="head head-message">
        Message
      </span>
      {columns.map((name) => (
        <span
          key={name}
          role="columnheader"
          className="head head-own"
          style={{ width: widthOf(name) }}
          draggable
          onDragStart={() => (dragged.current = name)}
          onDragOver={(event) => event.preventDefault()}
          onDrop={() => drop(name)}
        >
          <ColumnResizer
            name={name}
            width={widthOf(name)}
            bounds={widthBounds}
            edge="left"
            onResize={(width) => setWidth(name, width)}
          />
          <span className="head-name" title={`${name}: drag to move`}>
            {name}
          </span>
          <Button
            look="plain"
            icon="close"
            aria-label={`Remove the column ${name}`}
            onClick={() => chooseColumns(columns.filter((each) => each !== name))}
          />
        </span>
      ))}
    </div>
  );
}
