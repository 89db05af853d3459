// From the options of `crew run` to the plan of one run.
import { hostname, userInfo } from 'node:os';
import { basename, join } from 'node:path';
import { childEnvironment } from '../child/environment.ts';
import { maskCommand } from '../child/mask.ts';
import type { RunPlan } from '../messages.ts';
import { newRunId } from '../run-id.ts';

/** What the user asked for. */
export interface RunOptions {
  command: string[];
  job?: string;
  service?: string;
  release?: string;
  tty: boolean;
  url: string;
  token: string | undefined;
  spool: string;
  spoolBytesMax: number;
  /** How long to wait at the end for the rest to be delivered, in milliseconds; undefined for as long as it is quick. */
  waitMs: number | undefined;
  environment: ReadonlyMap<string, string>;
  startedNs: bigint;
}

/** The plan of a run that starts now. */
export function makePlan(options: RunOptions): RunPlan {
  const { environment, url, token, spool, spoolBytesMax, startedNs } = options;
  const runId = newRunId(startedNs);
  const job = options.job ?? jobOf(options.command);
  const service = options.service ?? job;
  const release = options.release ?? environment.get('GROUNDCREW_RELEASE') ?? '';
  return {
    runId,
    command: options.command,
    maskedCommand: maskCommand(options.command),
    job,
    service,
    release,
    host: hostname(),
    user: userName(environment),
    cwd: workingFolder(),
    startedNs: String(startedNs),
    environment: childEnvironment(environment, { runId, service, release, url, token }),
    tty: options.tty,
    url,
    spool,
    folder: join(spool, runId),
    spoolBytesMax,
  };
}

/** `python3 jobs/import.py` is the job `import`, `/usr/bin/backup --all` is `backup`. */
function jobOf(command: readonly string[]): string {
  const names = command.map((word) => basename(word));
  const isInterpreter = /^(python[\d.]*|node|ruby|php|perl|bash|sh|java|deno|bun)$/.test(
    names[0] ?? '',
  );
  const script = isInterpreter
    ? command.slice(1).find((word) => /\.(py|[cm]?[jt]s|rb|php|pl|sh|jar)$/.test(word))
    : undefined;
  const name = script === undefined ? names[0] : basename(script).replace(/\.\w+$/, '');
  return name === undefined || name === '' ? 'run' : name;
}

function userName(environment: ReadonlyMap<string, string>): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without an entry, as in many containers.
    return environment.get('USER') ?? '';
  }
}

function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    // It has been removed.
    return '';
  }
}
