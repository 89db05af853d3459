// An answer as a table: only the cells in sight are in the page, however many rows and columns there are.
import { useId, useRef, useState } from 'react';
import type { SqlAnswer, SqlRow } from '../api/sql.ts';
import { useScroll } from '../logs/list-scroll.ts';
import { ColumnResizer } from '../parts/column-resizer.tsx';
import { copyText } from '../parts/toasts.tsx';
import { typeText, cellText, isNumeric, rowsTsv, wholeText } from './cell-text.ts';
import { ChosenCell } from './chosen-cell.tsx';
import { columnWidths, type PlacedColumn, useColumns } from './grid-columns.ts';
import { RowDialog } from './row-dialog.tsx';
import { type CellPlace, useGridKeys } from './use-grid-keys.ts';

const rowPx = 24;
const headPx = 40;
const overscanRows = 10;

/** The table. */
export function ResultGrid({ answer, isStale }: { answer: SqlAnswer; isStale: boolean }) {
  const { rows } = answer;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const { scrollTop, setScrollTop, viewHeight } = useScroll(scroller);
  const [scrollLeft, setScrollLeft] = useState(0);
  const [columns, setWidth] = useColumns(answer);
  const [opened, setOpened] = useState<number>();
  const gutter = 20 + String(rows.length).length * 8;
  const width = columns.reduce((sum, column) => sum + column.width, gutter);
  const copyCell = ({ row, column }: CellPlace) =>
    void copyText(wholeText(rows[row]?.[column]), 'Value');
  const copyRow = ({ row }: CellPlace) =>
    void copyText(rowsTsv(columns, rows.slice(row, row + 1)), 'Row');
  const { chosen, choose, clear, onKeyDown } = useGridKeys({
    rows: rows.length,
    columns: columns.length,
    pageRows: Math.max(1, Math.floor((viewHeight - headPx) / rowPx) - 1),
    show: (place) => showCell(scroller.current, place, columns[place.column], gutter),
    open: ({ row }) => setOpened(row),
    copyCell,
    copyRow,
  });
  const first = Math.max(0, Math.floor(scrollTop / rowPx) - overscanRows);
  const last = Math.min(rows.length, Math.ceil((scrollTop + viewHeight) / rowPx) + overscanRows);
  const inSight = columnsInSight(
    columns,
    scrollLeft,
    (scroller.current?.clientWidth ?? 2000) + 200,
  );
  const openedRow = opened === undefined ? undefined : rows[opened];
  return (
    <>
      <div
        ref={scroller}
        className={`sql-grid${isStale ? ' is-stale' : ''}`}
        role="grid"
        aria-label="Result"
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length}
        {...(chosen ? { 'aria-activedescendant': cellId(id, chosen) } : {})}
        tabIndex={0}
        onScroll={({ currentTarget }) => {
          setScrollTop(currentTarget.scrollTop);
          setScrollLeft(currentTarget.scrollLeft);
        }}
        onKeyDown={onKeyDown}
        onClick={({ target }) => {
          const place = placeOfCell(target);
          if (place) choose(place.row, place.column);
        }}
        onDoubleClick={({ target }) => {
          const place = placeOfCell(target);
          if (place) setOpened(place.row);
        }}
      >
        <Heads columns={inSight} width={width} gutter={gutter} setWidth={setWidth} />
        <div role="rowgroup" className="sql-rows" style={{ height: rows.length * rowPx, width }}>
          {rows.slice(first, last).map((row, step) => (
            <GridRow
              key={first + step}
              id={id}
              index={first + step}
              row={row}
              columns={inSight}
              gutter={gutter}
              chosen={chosen?.row === first + step ? chosen.column : undefined}
            />
          ))}
        </div>
      </div>
      {chosen && (
        <ChosenCell
          name={columns[chosen.column]?.name ?? ''}
          rowNumber={chosen.row + 1}
          onOpen={() => setOpened(chosen.row)}
          onCopyCell={() => copyCell(chosen)}
          onCopyRow={() => copyRow(chosen)}
          onDrop={clear}
        />
      )}
      {openedRow && (
        <RowDialog
          columns={columns}
          row={openedRow}
          number={(opened ?? 0) + 1}
          onClose={() => setOpened(undefined)}
        />
      )}
    </>
  );
}

const cellId = (id: string, { row, column }: CellPlace) => `${id}-${row}-${column}`;

function placeOfCell(target: EventTarget): CellPlace | undefined {
  if (!(target instanceof Element)) return undefined;
  const cell = target.closest<HTMLElement>('[data-column]');
  const row = cell?.closest<HTMLElement>('[data-row]');
  if (!cell || !row) return undefined;
  return { row: Number(row.dataset['row']), column: Number(cell.dataset['column']) };
}

/** Scrolls as little as it takes. */
function showCell(
  element: HTMLElement | null,
  { row }: CellPlace,
  column: PlacedColumn | undefined,
  gutter: number,
): void {
  if (!element || !column) return;
  const top = row * rowPx;
  const height = element.clientHeight - headPx;
  if (top < element.scrollTop) element.scrollTop = top;
  else if (top + rowPx > element.scrollTop + height) element.scrollTop = top + rowPx - height;
  const width = element.clientWidth - gutter;
  if (column.left < element.scrollLeft) element.scrollLeft = column.left;
  else if (column.left + column.width > element.scrollLeft + width)
    element.scrollLeft = Math.min(column.left, column.left + column.width - width);
}

const columnsInSight = (columns: readonly PlacedColumn[], left: number, width: number) =>
  columns.filter((column) => column.left < left + width && column.left + column.width > left - 200);

function Heads(props: {
  columns: readonly PlacedColumn[];
  width: number;
  gutter: number;
  setWidth: (name: string, width: number) => void;
}) {
  const { columns, width, gutter, setWidth } = props;
  return (
    <div role="rowgroup" className="sql-heads" style={{ width }}>
      <div role="row" aria-rowindex={1}>
        <span role="presentation" className="sql-number" style={{ width: gutter }} />
        {columns.map((column) => (
          <span
            key={column.index}
            role="columnheader"
            aria-colindex={column.index + 1}
            className={`sql-head${isNumeric(column.type) ? ' is-number' : ''}`}
            style={{ left: gutter + column.left, width: column.width }}
          >
            <span className="sql-head-name" title={column.name}>
              {column.name}
            </span>
            <span className="sql-head-type" title={column.type}>
              {typeText(column.type)}
            </span>
            <ColumnResizer
              name={column.name}
              width={column.width}
              bounds={columnWidths}
              edge="right"
              className="sql-resizer"
              onResize={(next) => setWidth(column.name, next)}
            />
          </span>
        ))}
      </div>
    </div>
  );
}

interface GridRowProps {
  readonly id: string;
  readonly index: number;
  readonly row: SqlRow;
  readonly columns: readonly PlacedColumn[];
  readonly gutter: number;
  readonly chosen: number | undefined;
}

function GridRow({ id, index, row, columns, gutter, chosen }: GridRowProps) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      data-row={index}
      className={`sql-row${chosen === undefined ? '' : ' is-current'}`}
      style={{ transform: `translateY(${index * rowPx}px)` }}
    >
      <span role="presentation" className="sql-number" style={{ width: gutter }}>
        {index + 1}
      </span>
      {columns.map(({ index: column, type, left, width }) => (
        <span
          key={column}
          id={cellId(id, { row: index, column })}
          role="gridcell"
          aria-colindex={column + 1}
          aria-selected={column === chosen}
          data-column={column}
          className={`sql-cell${isNumeric(type) ? ' is-number' : ''}`}
          style={{ left: gutter + left, width }}
        >
          {row[column] === null ? <span className="sql-null">null</span> : cellText(row[column])}
        </span>
      ))}
    </div>
  );
}
