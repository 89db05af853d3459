// The chosen cell of an answer, and what keys do with it.
import { useState } from 'react';
import { useKeys } from '../frame/keys.ts';

/** A cell by its place. */
export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

interface GridActions {
  readonly rows: number;
  readonly columns: number;
  readonly pageRows: number;
  readonly show: (place: CellPlace) => void;
  readonly open: (place: CellPlace) => void;
  readonly copyCell: (place: CellPlace) => void;
  readonly copyRow: (place: CellPlace) => void;
}

/** The chosen cell, how to choose one, and the keys of the grid itself. */
export function useGridKeys(actions: GridActions) {
  const [chosen, setChosen] = useState<CellPlace>();
  const { rows, columns, pageRows, open } = actions;
  const current = chosen && chosen.row < rows && chosen.column < columns ? chosen : undefined;
  const choose = (row: number, column: number) => {
    if (rows === 0 || columns === 0) return;
    const place = { row: within(row, rows), column: within(column, columns) };
    setChosen(place);
    actions.show(place);
  };
  const move = (down: number, right: number) => {
    if (current) choose(current.row + down, current.column + right);
    else choose(0, 0);
  };
  const key = (keys: string, label: string, run: () => void) =>
    ({ keys, label, group: 'Rows', run }) as const;
  const openCurrent = () => {
    const focused = document.activeElement;
    if (focused instanceof HTMLButtonElement || focused instanceof HTMLAnchorElement)
      focused.click();
    else if (focused instanceof HTMLElement && focused.tagName === 'SUMMARY') focused.click();
    else if (current) open(current);
  };
  useKeys([
    key('j', 'Next row', () => move(1, 0)),
    key('k', 'Row before', () => move(-1, 0)),
    key('Enter', 'Open the row', openCurrent),
    key('y', 'Copy the value', () => current && actions.copyCell(current)),
    key('Y', 'Copy the row', () => current && actions.copyRow(current)),
    key('Escape', 'Choose no cell', () => setChosen(undefined)),
  ]);
  const last = { row: rows - 1, column: columns - 1 };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const isCommand = event.ctrlKey || event.metaKey;
    const { row, column } = current ?? { row: -1, column: 0 };
    const steps: Record<string, () => void> = {
      ArrowDown: () => move(1, 0),
      ArrowUp: () => move(-1, 0),
      ArrowRight: () => move(0, 1),
      ArrowLeft: () => move(0, -1),
      PageDown: () => choose(row + pageRows, column),
      PageUp: () => choose(row - pageRows, column),
      Home: () => choose(isCommand ? 0 : row, 0),
      End: () => choose(isCommand ? last.row : row, last.column),
    };
    const step = steps[event.key];
    if (step) step();
    else if (isCommand && event.key === 'c' && current && getSelection()?.isCollapsed !== false)
      actions.copyCell(current);
    else return;
    event.preventDefault();
  };
  return { chosen: current, choose, clear: () => setChosen(undefined), onKeyDown };
}

const within = (index: number, count: number) => Math.max(0, Math.min(count - 1, index));
