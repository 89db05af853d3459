// The life of the server: start, say that it is ready, wait for a signal, stop.
import { setFlagsFromString } from 'node:v8';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { spoolFolder } from '@groundcrew/run';
import { adoptOrphans } from '@groundcrew/run/deliver';
import { type Log, openLog, readEnvironment, systemClock } from '@groundcrew/runtime';
import { exitCode } from '../cli/exit-codes.ts';
import type { Config } from '../config/schema.ts';
import { openDataFolder } from './data-folder.ts';
import { type Gateway, openGateway } from './gateway.ts';
import { endWhenOverdue } from './overdue.ts';
import { listenForStop } from './signals.ts';
import { letYoungGenerationGrow } from './young-generation.ts';

/**
 * Bodies of requests live outside the heap, and their bytes make V8 mark the small heap beside them again and again.
 * Measured at 650 MB of lines: a third less of the gateway's processor time, the same memory.
 */
setFlagsFromString('--heap-growing-percent=400');

/** A store that is away does not hold up the word that lines are taken for longer than this. */
const readyWaitMs = 5_000;

/** Runs until a signal or a fatal failure; returns the exit code. */
export async function serve(given: Config): Promise<number> {
  // Absolute, because the engine, another process, is told the paths of the log's files.
  const config = { ...given, data: resolve(given.data) };
  const log = openLog(config.log.level);
  const stop = listenForStop((code) => process.exit(code), systemClock);
  const overdue = { requestsMs: config.http.shutdownTimeoutMs, log };
  void stop.requested.then(() => endWhenOverdue(overdue));
  dieLoudly(log);
  const lock = await openDataFolder(config.data, log);
  try {
    const gateway = await openGateway(config, log);
    const spool = spoolFolder(readEnvironment());
    letYoungGenerationGrow();
    const adopting = adoptOrphans({ spool, url: gateway.url, ready: gateway.ready, log });
    const saying = new AbortController();
    const said = sayReady(gateway, log, saying.signal);
    const end = await Promise.race([
      stop.requested.then((signal) => ({ signal, code: exitCode.ok })),
      gateway.failed.then((code) => ({ signal: undefined, code })),
    ]);
    if (end.signal === undefined) endWhenOverdue(overdue);
    saying.abort();
    adopting.close();
    await said;
    log.info({ signal: end.signal, code: end.code }, 'stopping');
    await gateway.stop();
    log.info({}, 'stopped');
    return end.code;
  } finally {
    await lock.release();
    stop.close();
  }
}

/** The one line on standard output; none if the end comes first. */
async function sayReady({ url, ready }: Gateway, log: Log, signal: AbortSignal): Promise<void> {
  const waited = sleep(readyWaitMs, false, { signal }).catch(() => undefined);
  const isReady = await Promise.race([ready.then(() => true), waited]);
  if (isReady === undefined || signal.aborted) return;
  if (!isReady) log.warn({ url }, 'the store is not ready; lines are taken and kept until it is');
  // Whoever started us may not be listening: that is no reason to stop.
  process.stdout.on('error', () => undefined);
  process.stdout.write(`Groundcrew is ready: ${url}\n`);
}

/** A bug ends the program, with its stack in the log; what is acknowledged is in the log on disk. */
function dieLoudly(log: Log): void {
  process.on('uncaughtException', (error) => {
    log.error({ err: error }, 'the program failed unexpectedly');
    process.exit(exitCode.failed);
  });
}
