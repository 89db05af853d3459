// `groundcrew runs`: what ran, how it went, and what one run wrote.
import { runStates } from '@groundcrew/model';
import { GroundcrewError, quote, readEnvironment } from '@groundcrew/runtime';
import { Command, Option } from 'commander';
import { ago } from '../cli/ago.ts';
import { openServerClient } from '../client/server-client.ts';
import {
  type ApiRun,
  findRunId,
  listRuns,
  readRun,
  readRunLines,
  type RunFilters,
} from '../runs/api-run.ts';
import { runHead, runLine, runTable, slowGapMs } from '../runs/format-run.ts';
import { coloursFor } from '../terminal/colours.ts';
import { notice } from '../terminal/notice.ts';
import { print } from '../terminal/output.ts';
import { visibleJson } from '../terminal/visible.ts';

interface ShowOptions {
  json?: boolean;
  url?: string;
}

interface ListOptions extends ShowOptions {
  state?: string;
  service?: string;
  host?: string;
  id?: string;
  since?: string;
  until?: string;
  limit: string;
}

const limitMax = 10_000;
const urlHelp = 'address of the server (default: $GROUNDCREW_URL, else http://127.0.0.1:4400)';

/** The command. */
export function runsCommand(): Command {
  const command = new Command('runs')
    .description('Lists the last runs of programs, the newest first: of one job, or of all.')
    .argument('[job]', 'the job, such as backup')
    .addOption(new Option('--state <state>', 'runs in this state only').choices(runStates))
    .option('--service <name>', 'runs of this service only')
    .option('--host <name>', 'runs on this host only')
    .option('--id <start>', 'runs whose id begins with this')
    .option(
      '--since <time>',
      'started at or after: 15m, 1h, 7d, or a time such as 2026-11-21T09:00:00Z (default: ever)',
    )
    .option('--until <time>', 'started before, in the same forms (default: now)')
    .option('-n, --limit <count>', 'how many runs at most', '20')
    .option('--json', 'NDJSON: one JSON object a run')
    .option('--url <url>', urlHelp)
    .addHelpText('after', examples)
    .action(async (job: string | undefined) => list(job, command.opts<ListOptions>()));
  command.addCommand(showCommand(command));
  return command;
}

function showCommand(parent: Command): Command {
  const command = new Command('show')
    .summary('show one run and its lines')
    .description('Shows how a run went, and its lines with the time that passed before each.')
    .argument('<run>', 'its id or the beginning of it, or a job for its last run')
    .option('--json', 'NDJSON: the run, then one JSON object a line')
    .option('--url <url>', urlHelp)
    .action(async (wanted: string) => {
      // What stands before `show` counts too.
      await show(wanted, { ...parent.opts<ShowOptions>(), ...command.opts<ShowOptions>() });
    });
  return command;
}

async function list(job: string | undefined, options: ListOptions): Promise<void> {
  const client = openServerClient(options.url);
  const filters = filtersOf(options);
  const limit = checkedLimit(options.limit);
  const { runs, hasMore } = await listRuns(
    client,
    { ...filters, ...(job !== undefined && { job }) },
    limit,
  );
  if (options.json) {
    for (const run of runs) await print(`${visibleJson(JSON.stringify(run))}\n`);
    return;
  }
  if (runs.length === 0) return tellNone(job, Object.keys(filters).length > 0);
  await print(runTable(runs, coloursFor(process.stdout, readEnvironment())));
  const last = runs.at(-1);
  if (hasMore && last) tellMore(last);
}

function filtersOf({ state, service, host, id, since, until }: ListOptions): RunFilters {
  return {
    ...(state !== undefined && { state }),
    ...(service !== undefined && { service }),
    ...(host !== undefined && { host }),
    ...(id !== undefined && { id }),
    ...(since !== undefined && { start: ago(since) }),
    ...(until !== undefined && { end: ago(until) }),
  };
}

/** Throws `unknown-job` when the job alone is to blame. */
function tellNone(job: string | undefined, isNarrowed: boolean): void {
  if (isNarrowed) return notice('no run passes these filters');
  if (job === undefined) return notice('no runs yet; start one with "groundcrew run -- PROGRAM"');
  throw new GroundcrewError('unknown-job', `cannot find a run of ${quote(job)}`, {
    hint: '"groundcrew runs" lists the runs of all jobs',
  });
}

/** Beside the table, not in it. */
const tellMore = ({ started_at: start }: ApiRun): void =>
  notice(`there are more: -n takes up to ${limitMax}, --until ${start} goes on from here`);

async function show(wanted: string, { json, url }: ShowOptions): Promise<void> {
  const client = openServerClient(url);
  const id = await findRunId(client, wanted);
  const { found, json: text } = await readRun(client, id);
  const colours = coloursFor(process.stdout, readEnvironment());
  await print(json ? `${visibleJson(text)}\n` : `${runHead(found, colours)}\n`);
  const slowMs = slowGapMs(found.run);
  for await (const line of readRunLines(client, id)) {
    await print(json ? `${visibleJson(line.json)}\n` : runLine(line, slowMs, colours));
  }
}

function checkedLimit(text: string): number {
  const limit = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= limitMax) return limit;
  throw new GroundcrewError(
    'usage',
    `cannot list ${quote(text)} runs: it is no whole number from 1 to ${limitMax}`,
    { hint: 'more come page by page from /api/runs' },
  );
}

const examples = `
Examples:
  groundcrew runs                    the last runs
  groundcrew runs backup -n 5        the last five of one job
  groundcrew runs --state failed --host web-1 --since 12h
  groundcrew runs --since 2026-11-20T00:00:00Z --until 2026-11-21T00:00:00Z -n 1000
  groundcrew runs show backup        the last run of a job, line by line
  groundcrew runs show 01936b2e      a run by the beginning of its id
  groundcrew runs show backup --json | jq .gap_ns
`;
