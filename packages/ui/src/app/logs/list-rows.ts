// The rows of the list by index: live ones first, then the stretch of stored ones that is in memory.
import { useCallback } from 'react';
import type { LogRecord } from '../api/logs.ts';
import type { LiveRow } from './live-feed.ts';
import type { WindowState } from './row-window.ts';

/** A row, wherever it comes from. */
export interface Row {
  readonly key: string;
  readonly record: LogRecord;
}

const none: readonly LiveRow[] = [];

/** Rows by index and indexes by key; an index without a row is not fetched yet. */
export function useRows(stored: WindowState, live: readonly LiveRow[] = none) {
  const rowAt = useCallback(
    (index: number): Row | undefined => {
      const liveRow = live[index];
      if (liveRow) return { key: liveRow.liveKey, record: liveRow };
      const record = stored.rows[index - live.length - stored.base];
      return record && { key: record.id ?? '', record };
    },
    [live, stored],
  );
  const indexOf = useCallback(
    (key: string | undefined): number => {
      if (key === undefined) return -1;
      if (key.startsWith('live-')) return live.findIndex((row) => row.liveKey === key);
      const at = stored.rows.findIndex((row) => row.id === key);
      return at < 0 ? -1 : at + stored.base + live.length;
    },
    [live, stored],
  );
  return { lead: live, total: live.length + stored.total, rowAt, indexOf };
}
