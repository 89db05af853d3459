// `groundcrew logs`: finds records and follows new ones.
import { GroundcrewError, quote, readEnvironment } from '@groundcrew/runtime';
import { Command } from 'commander';
import { ago } from '../cli/ago.ts';
import { openServerClient } from '../client/server-client.ts';
import type { ReceivedRecord } from '../logs/api-record.ts';
import { follow } from '../logs/follow.ts';
import { formatRecord } from '../logs/format-record.ts';
import { listNewest } from '../logs/list.ts';
import { coloursFor } from '../terminal/colours.ts';
import { notice } from '../terminal/notice.ts';
import { print } from '../terminal/output.ts';
import { visibleJson } from '../terminal/visible.ts';

interface LogsOptions {
  since: string;
  until?: string;
  limit: string;
  follow?: boolean;
  json?: boolean;
  url?: string;
}

/** The command. */
export function logsCommand(): Command {
  const command = new Command('logs')
    .description('Prints the newest records that match, oldest first. Without a query all match.')
    .argument('[query...]', 'what to find, such as: level:error service:shop "out of stock"')
    .option(
      '--since <time>',
      'from when: 30s, 15m, 1h, 7d, or a time such as 2026-11-21T09:00:00Z',
      '1h',
    )
    .option('--until <time>', 'up to when, in the same forms (default: now)')
    .option('-n, --limit <count>', 'how many records at most', '100')
    .option('-f, --follow', 'go on with new records as they come, until ctrl-C')
    .option('--json', 'NDJSON: one JSON object a line, with all fields and their types')
    .option(
      '--url <url>',
      'address of the server (default: $GROUNDCREW_URL, else http://127.0.0.1:4400)',
    )
    .addHelpText('after', examples)
    .action(async (words: string[]) => {
      await run(words.join(' '), command.opts<LogsOptions>());
    });
  return command;
}

async function run(query: string, options: LogsOptions): Promise<void> {
  const client = openServerClient(options.url);
  const limit = checkedLimit(options.limit);
  const listing = {
    query,
    start: ago(options.since),
    limit,
    end: options.until && ago(options.until),
  };
  const show = printer(options.json === true);
  try {
    if (!options.follow) {
      for (const record of await listNewest(client, listing)) await show(record);
      return;
    }
    if (options.until !== undefined) {
      throw new GroundcrewError(
        'usage',
        'cannot follow up to a time: --follow and --until exclude each other',
      );
    }
    await followUntilInterrupted((signal) => follow({ client, listing, show, notice, signal }));
  } catch (error) {
    throw withQuery(error, query);
  }
}

function printer(isJson: boolean): (received: ReceivedRecord) => Promise<void> {
  if (isJson) return ({ json }) => print(`${visibleJson(json)}\n`);
  const colours = coloursFor(process.stdout, readEnvironment());
  return ({ record }) => print(formatRecord(record, colours));
}

/** Ctrl-C is the way to end following: no message, and the exit code shells expect. */
async function followUntilInterrupted(run: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const stopped = new AbortController();
  const stop = (signal: NodeJS.Signals) => {
    process.exitCode = signal === 'SIGINT' ? 130 : 143;
    stopped.abort();
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  await run(stopped.signal);
}

function checkedLimit(text: string): number {
  const limit = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (limit > 0) return limit;
  throw new GroundcrewError(
    'usage',
    `cannot print ${quote(text)} records: it is no whole number from 1`,
    {
      hint: 'to get everything, ask /api/logs/export',
    },
  );
}

/** The server knows the position in the query, and we know the query: together they make a caret. */
function withQuery(error: unknown, query: string): unknown {
  const isAboutQuery =
    error instanceof GroundcrewError && typeof error.extra?.['position'] === 'number';
  if (!isAboutQuery) return error;
  return new GroundcrewError(error.code, error.message, {
    status: error.status,
    ...(error.hint !== undefined && { hint: error.hint }),
    extra: { ...error.extra, query },
  });
}

const examples = `
Examples:
  groundcrew logs                                 the newest 100 of the last hour
  groundcrew logs level:error --since 1d -n 20
  groundcrew logs 'service:shop -level:debug' -f  follow
  groundcrew logs 'status:>=500' --json | jq .attributes
  groundcrew logs --since 2026-11-21T09:00:00Z --until 2026-11-21T10:00:00Z
`;
