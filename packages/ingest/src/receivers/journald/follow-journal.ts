// Runs journalctl and keeps what it prints, each entry once: a range of entries is announced on disk before it goes to
// the log, and after a crash the same range is sent again with the same key.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { LineSplitter } from '@groundcrew/lines';
import { entryKind, type FileSystem } from '@groundcrew/wal';
import type { LineSink, SourceContext } from '../receiver.ts';
import { type EntryRange, readRange, writeRange } from './cursor-file.ts';
import { cursorOf, decodeEntry } from './decode.ts';

/** What following needs. */
export interface JournalOptions {
  readonly units: readonly string[];
  readonly from: 'start' | 'end';
  readonly fs: FileSystem;
  readonly sink: LineSink;
  readonly signal: AbortSignal;
  readonly context: SourceContext;
}

/** Longest entry; larger fields are left out by journalctl itself. */
const entryBytesMax = 4 * 1024 * 1024;
const entriesAtOnce = 2000;

/** An entry as printed, with its place in the journal. */
interface Entry {
  text: string;
  cursor: string;
}

/** Follows the journal until the signal aborts. Rejects when journalctl ends; called again it goes on. */
export async function followJournal(options: JournalOptions): Promise<void> {
  const { fs, context, signal } = options;
  const range = await readRange(fs, context.folder);
  const child = spawn('journalctl', argumentsFor(options, range), {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = () => child.kill();
  signal.addEventListener('abort', end, { once: true });
  try {
    await Promise.race([
      once(child, 'spawn'),
      once(child, 'error').then(([error]) => raise(error)),
    ]);
    await keepAll(child, range, options);
  } finally {
    signal.removeEventListener('abort', end);
    child.kill();
  }
}

/** True for the error of a program that is not there. */
export const isMissingProgram = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

function raise(error: unknown): never {
  throw error;
}

function argumentsFor({ units, from }: JournalOptions, range: EntryRange | undefined): string[] {
  const start = range ? [`--cursor=${range.first}`] : from === 'start' ? [] : ['--lines=0'];
  const tail = range || from === 'start' ? ['--no-tail'] : [];
  return ['--output=json', '--follow', ...tail, ...start, ...units.map((unit) => `--unit=${unit}`)];
}

async function keepAll(
  child: ChildProcess,
  range: EntryRange | undefined,
  options: JournalOptions,
): Promise<void> {
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error('BUG: journalctl has no output');
  let complaint = '';
  stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-500)));
  const exited = once(child, 'exit');
  let entries: Entry[] = [];
  let repeating = range;
  const splitter = new LineSplitter({
    maxLineBytes: entryBytesMax,
    onLine: (line, skippedBytes) => {
      const text = line.toString();
      const cursor = skippedBytes > 0 ? '' : cursorOf(text);
      if (cursor !== '') entries.push({ text, cursor });
    },
  });
  // Reading waits for the log: journalctl waits with it, and the journal keeps what is to come.
  for await (const chunk of stdout) {
    splitter.push(chunk as Buffer); // A stream without an encoding gives buffers.
    if (repeating && entries.length < repeating.count) continue;
    if (repeating) {
      const known = entries.splice(0, countOfRange(entries, repeating));
      if (known.length > 0) await keep(known, options);
      repeating = undefined;
    }
    while (entries.length > 0) await keep(entries.splice(0, entriesAtOnce), options);
    entries = [];
  }
  const [code] = await exited;
  if (!options.signal.aborted) {
    throw new Error(`journalctl ended with ${String(code)}: ${complaint.trim()}`);
  }
}

/** How many of the first entries are those announced; less when the journal has forgotten some of them. */
function countOfRange(entries: readonly Entry[], { last, count }: EntryRange): number {
  const at = entries.findIndex(({ cursor }) => cursor === last);
  return at < 0 ? 0 : Math.min(at + 1, count);
}

async function keep(entries: readonly Entry[], options: JournalOptions): Promise<void> {
  const { fs, sink, context } = options;
  const first = entries[0]?.cursor ?? '';
  const last = entries.at(-1)?.cursor ?? '';
  const lines = entries.map(({ text }) => decodeEntry(text)).filter((line) => line !== undefined);
  if (lines.length === 0) return;
  await writeRange(fs, context.folder, { first, last, count: entries.length });
  const body = Buffer.from(lines.join('\n'));
  const batch = { kind: entryKind.nestedLines, body, rows: lines.length };
  await sink.append(batch, { receivedNs: context.clock.nowNs() }, keyOf(last));
}

/** Cursors are about 150 characters; the last one names the range, since ranges do not overlap. */
const keyOf = (last: string) => `to ${last}`.slice(0, 256);
