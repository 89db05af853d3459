// The engine's process: opens the store's directory, serves it over HTTP, and dies with its parent. Started by
// `engine-process.ts`; the password comes over the IPC channel, never on the command line.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Admission } from './admission.ts';
import { Connection } from './connection.ts';
import { connectionArguments } from './connection-arguments.ts';
import { engineException } from './exception.ts';
import { type Front, openFront } from './front.ts';
import { IdleMemory } from './idle-memory.ts';
import type { FromChild, StartMessage, ToChild } from './messages.ts';
import { loadNative } from './native.ts';
import { OutputPipes } from './output-pipes.ts';
import { RunningQueries } from './running-queries.ts';
import { Sessions } from './sessions.ts';
import { Spool } from './spool.ts';

/** Reads and writes that run at once; UV_THREADPOOL_SIZE has a thread for each and some for files. */
const maxReads = 12;
const maxWrites = 4;
const maxKills = 4;
const maxWaiting = 256;
const maxSessions = 64;
const maxBodyBytes = 16 * 1024 ** 3;
const idleMs = 5000;

// Without a parent there is nobody to serve, and a query that went on could write into a directory somebody else has
// opened: no tidying up, not even a last write.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// The parent decides when to stop; a signal to the whole process group must not end queries it waits for.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.title = 'groundcrew-engine';

let engine: { front: Front; close: () => void } | undefined;

process.on('message', (message: ToChild) => {
  if (message.type === 'start') void start(message);
  else void stop(message.drainMs);
});

async function start(options: StartMessage): Promise<void> {
  try {
    engine = await open(options);
  } catch (error) {
    const { code, message } = engineException(error);
    send({ type: 'failed', code, message }, () => process.exit(1));
  }
}

async function open(options: StartMessage) {
  const folder = join(options.dir, 'store');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const native = loadNative();
  // Held open: the engine shuts down with its last connection. It also locks the directory for this process.
  const root = Connection.open(native, folder, connectionArguments(options.memoryBytes));
  const openConnection = () => Connection.open(native, folder);
  const spool = await Spool.open(join(options.dir, 'tmp'), maxBodyBytes);
  const sessions = new Sessions(openConnection, maxSessions);
  const idle = new IdleMemory(openConnection, idleMs);
  const [version = '', timezone = ''] = await textRow(root, 'SELECT version(), timezone()');
  const front = await openFront({
    credentials: options,
    port: options.port,
    version,
    timezone,
    onRequest: () => idle.enter(),
    context: {
      open: openConnection,
      sessions,
      reads: new Admission(maxReads, maxWaiting),
      writes: new Admission(maxWrites, maxWaiting),
      kills: new Admission(maxKills, maxWaiting),
      running: new RunningQueries(openConnection),
      pipes: await OutputPipes.create(spool.folder, maxReads),
      spool,
      queryMemoryBytes: Math.floor(options.memoryBytes / 2),
      fileRoots: options.fileRoots,
    },
  });
  send({ type: 'ready', port: front.port, version });
  const close = () => {
    sessions.close();
    root.close();
  };
  return { front, close };
}

async function textRow(connection: Connection, sql: string): Promise<string[]> {
  const report = await connection.query(sql);
  return Buffer.from(report.bytes).toString('utf8').trimEnd().split('\t');
}

/** Answers what is under way, for so long, and leaves. */
async function stop(drainMs: number): Promise<void> {
  setTimeout(() => process.exit(0), drainMs);
  await engine?.front.close();
  engine?.close();
  process.exit(0);
}

function send(message: FromChild, sent?: () => void): void {
  process.send?.(message, () => sent?.());
}
