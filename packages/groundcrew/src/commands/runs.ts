// `groundcrew runs`: what ran, how it went, and what one run wrote.
import { GroundcrewError, quote, readEnvironment } from '@groundcrew/runtime';
import { Command } from 'commander';
import { openServerClient } from '../client/server-client.ts';
import { findRunId, listRuns, readRun, readRunLines } from '../runs/api-run.ts';
import { runHead, runLine, runTable, slowGapMs } from '../runs/format-run.ts';
import { coloursFor } from '../terminal/colours.ts';
import { print } from '../terminal/output.ts';
import { visibleJson } from '../terminal/visible.ts';

interface Options {
  limit: string;
  json?: boolean;
  url?: string;
}

const limitMax = 1000;
const urlHelp = 'address of the server (default: $GROUNDCREW_URL, else http://127.0.0.1:4400)';

/** The command. */
export function runsCommand(): Command {
  const command = new Command('runs')
    .description('Lists the last runs of programs, the newest first: of one job, or of all.')
    .argument('[job]', 'the job, such as backup')
    .option('-n, --limit <count>', 'how many runs at most', '20')
    .option('--json', 'NDJSON: one JSON object a run')
    .option('--url <url>', urlHelp)
    .addHelpText('after', examples)
    .action(async (job: string | undefined) => list(job, command.opts<Options>()));
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
      await show(wanted, { ...parent.opts<Options>(), ...command.opts<Options>() });
    });
  return command;
}

async function list(job: string | undefined, { limit, json, url }: Options): Promise<void> {
  const client = openServerClient(url);
  const runs = await listRuns(client, {
    limit: checkedLimit(limit),
    ...(job === undefined ? {} : { job }),
  });
  if (json) {
    for (const run of runs) await print(`${visibleJson(JSON.stringify(run))}\n`);
    return;
  }
  if (runs.length > 0) return print(runTable(runs, coloursFor(process.stdout, readEnvironment())));
  if (job !== undefined) {
    throw new GroundcrewError('unknown-job', `cannot find a run of ${quote(job)}`, {
      hint: '"groundcrew runs" lists the runs of all jobs',
    });
  }
  process.stderr.write('groundcrew: no runs yet; start one with "groundcrew run -- PROGRAM"\n');
}

async function show(wanted: string, { json, url }: Options): Promise<void> {
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

function checkedLimit(text: string): string {
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= limitMax) return text;
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
  groundcrew runs show backup        the last run of a job, line by line
  groundcrew runs show 01936b2e      a run by the beginning of its id
  groundcrew runs show backup --json | jq .gap_ns
`;
