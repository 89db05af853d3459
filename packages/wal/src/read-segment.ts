// The entries of a segment file, for those who must look into one: dead-letter handling, tests.
import path from 'node:path';
import { countLines } from './count-lines.ts';
import type { FileSystem } from './file-system.ts';
import { FileWindow } from './file-window.ts';
import { readRows, rowAt } from './read-rows.ts';
import { parseHeader, parseSegmentName, saltOf } from './segment-identity.ts';
import { entryKind, isLogKind, type LogEntry } from './wal.ts';

/**
 * Reads the valid entries of a segment, in order, in bounded memory; damaged ones are passed over. The entries own their
 * bytes. Rejects when the file cannot be opened. `meta` may hold the log's own member `wal`.
 */
export async function* readSegment(fs: FileSystem, file: string): AsyncGenerator<LogEntry, void> {
  const open = await fs.open(file, 'read');
  try {
    const window = new FileWindow(open, await open.sizeBytes());
    const first = await rowAt(window, 0, 1);
    const identity =
      (first && parseHeader(first))?.identity ?? parseSegmentName(path.basename(file));
    if (!identity) return;
    for await (const { row } of readRows(window, saltOf(identity))) {
      if (!row || !isEntryKind(row.kind)) continue;
      const body = Buffer.from(row.body);
      const meta = row.meta.toString();
      yield { kind: row.kind, receivedNs: row.receivedNs, meta, body, rows: countLines(body) };
    }
  } finally {
    await open.close();
  }
}

const isEntryKind = (kind: number): kind is LogEntry['kind'] =>
  isLogKind(kind) || kind === entryKind.runs;
