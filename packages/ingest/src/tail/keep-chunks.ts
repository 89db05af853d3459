// Chunks → the log, each exactly once: first the journal says which bytes of which files come next, then the log keeps
// them under a key made of just that, then the positions move.
import type { LineDefaults } from '@groundcrew/model';
import { entryKind } from '@groundcrew/wal';
import path from 'node:path';
import type { LineSink } from '../receivers/receiver.ts';
import type { FollowedFile } from './followed.ts';
import type { Journal } from './journal.ts';
import type { Chunk } from './read-chunk.ts';
import { stemOf } from './rotated-names.ts';
import type { TailMetrics } from './tail-metrics.ts';
import type { TailRule } from './tail-rule.ts';

/** A chunk of a file on its way. */
export interface NextChunk {
  file: FollowedFile;
  rule: TailRule;
  chunk: Chunk;
}

/** What keeping needs. */
export interface KeepOptions {
  readonly journal: Journal;
  readonly sink: LineSink;
  readonly metrics: TailMetrics;
  readonly host: string;
  readonly nowNs: () => bigint;
}

/** Keeps one chunk of each file. Rejects when the journal cannot be written or the source is to end. */
export async function keepChunks(
  chunks: readonly NextChunk[],
  options: KeepOptions,
): Promise<void> {
  const { journal } = options;
  const announced = chunks.filter(({ chunk }) => chunk.rows > 0);
  for (const { file, chunk } of announced) {
    if (file.intentEnd !== undefined) continue;
    const head = chunk.head === file.head ? {} : { head: chunk.head.toString('base64') };
    journal.add({ i: file.id, from: file.position, to: chunk.end, ...head });
    file.intentEnd = chunk.end;
    file.head = chunk.head;
  }
  if (journal.isDirty && announced.length > 0) await journal.flush();
  const kept = await Promise.allSettled(chunks.map((next) => keep(next, options)));
  for (const result of kept) if (result.status === 'rejected') throw result.reason;
}

async function keep({ file, rule, chunk }: NextChunk, options: KeepOptions): Promise<void> {
  const { sink, journal, metrics } = options;
  if (chunk.rows > 0) {
    const lines = { kind: entryKind.nestedLines, body: chunk.body, rows: chunk.rows };
    const key = `${file.id}:${file.position}-${chunk.end}`;
    const outcome = await sink.append(lines, defaultsOf(file, rule, options), key);
    if (outcome === 'new') metrics.kept(chunk.end - file.position, chunk.rows, chunk.cutLines);
  }
  file.position = chunk.end;
  file.anchor = chunk.anchor;
  file.intentEnd = undefined;
  file.scannedTo = 0;
  journal.add({
    d: file.id,
    at: file.position,
    anchor: file.anchor.toString('base64'),
    mtime: file.mtimeMs,
  });
}

function defaultsOf(
  { logPath }: FollowedFile,
  rule: TailRule,
  { host, nowNs }: KeepOptions,
): LineDefaults {
  return { receivedNs: nowNs(), service: rule.service ?? serviceOf(logPath), host };
}

/** The name of a log without rotation and extension: `/var/log/nginx/access.log` is `access`. */
export function serviceOf(logPath: string): string {
  const name = stemOf(path.basename(logPath));
  const { name: bare } = path.parse(name);
  return bare === '' ? name : bare;
}
