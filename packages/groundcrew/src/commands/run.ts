// `groundcrew run`: runs a program and records it. Loaded and started as fast as can be: only what the start needs is imported.
import { endAs, runProgram, spoolFolder } from '@groundcrew/run';
import {
  GroundcrewError,
  maskUser,
  quote,
  readEnvironment,
  systemClock,
} from '@groundcrew/runtime/light';
import { Command } from 'commander';
import { notice } from '../terminal/notice.ts';

interface RunCommandOptions {
  name?: string;
  service?: string;
  release?: string;
  tty?: boolean;
  wait?: string;
  spoolSize: string;
  url?: string;
  deliver?: boolean;
}

const defaultUrl = 'http://127.0.0.1:4400';
const waitSecondsMax = 86_400;

/** The command. */
export function runCommand(): Command {
  const command = new Command('run')
    .description(
      'Runs a program and records the run: every line it writes, how it ended, CPU time and memory. Input, output, ' +
        'signals and exit code pass through unchanged; while the server is away everything is kept on disk.',
    )
    .argument('[command...]', 'the program and its arguments')
    .option('-n, --name <job>', 'name of the job (default: the name of the program)')
    .option('--service <service>', 'service of its lines (default: the name of the job)')
    .option('--release <release>', 'release of its lines (default: $GROUNDCREW_RELEASE)')
    .option('-t, --tty', 'give the program a terminal of its own')
    .option(
      '--wait <seconds>',
      'wait so long at the end for the rest to be delivered (default: up to 5 while little is left)',
    )
    .option('--spool-size <MiB>', 'largest size of all that waits on disk', '1024')
    .option('--deliver', 'run nothing: deliver what waits on disk')
    .option(
      '--url <url>',
      'address of the server (default: $GROUNDCREW_URL, else http://127.0.0.1:4400)',
    )
    .passThroughOptions()
    .addHelpText('after', examples)
    .action((words: string[]) => run(words, command.opts<RunCommandOptions>()));
  return command;
}

async function run(words: string[], options: RunCommandOptions): Promise<void> {
  const startedNs = systemClock.nowNs();
  const environment = readEnvironment();
  const url = checkedUrl(options.url ?? environment.get('GROUNDCREW_URL') ?? defaultUrl);
  const token = environment.get('GROUNDCREW_TOKEN');
  const spool = spoolFolder(environment);
  if (options.deliver) {
    const { deliver } = await import('./run-deliver.ts');
    await deliver({ spool, token, ...(options.url !== undefined && { url }) });
    return;
  }
  if (words.length === 0) {
    throw new GroundcrewError('usage', 'cannot run nothing: name a program', {
      hint: 'such as: groundcrew run --name backup -- /usr/local/bin/backup --all',
    });
  }
  const end = await runProgram(
    {
      command: words,
      ...(options.name !== undefined && { job: checkedName(options.name, '--name') }),
      ...(options.service !== undefined && { service: checkedName(options.service, '--service') }),
      ...(options.release !== undefined && { release: checkedName(options.release, '--release') }),
      tty: options.tty === true,
      url,
      token,
      spool,
      spoolBytesMax: checkedNumber(options.spoolSize, '--spool-size', 1 << 20) * (1 << 20),
      waitMs:
        options.wait === undefined
          ? undefined
          : checkedNumber(options.wait, '--wait', waitSecondsMax) * 1000,
      environment,
      startedNs,
    },
    notice,
  );
  if (end.refused !== undefined) notice(end.refused);
  endAs(end);
}

function checkedName(text: string, option: string): string {
  const name = text.trim();
  if (name !== '' && name.length <= 128) return name;
  throw new GroundcrewError(
    'usage',
    `cannot use ${quote(text)} for ${option}: 1 to 128 characters are needed`,
  );
}

function checkedNumber(text: string, option: string, max: number): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (number <= max) return number;
  throw new GroundcrewError(
    'usage',
    `cannot use ${quote(text)} for ${option}: it is no whole number up to ${max}`,
  );
}

function checkedUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    url &&
    /^https?:$/.test(url.protocol) &&
    url.username === '' &&
    url.password === '' &&
    url.search === ''
  ) {
    return text.replace(/\/+$/, '');
  }
  throw new GroundcrewError(
    'usage',
    `cannot use ${quote(maskUser(text))} as an address: it is no plain http URL`,
    {
      hint: 'write --url as http://HOST:PORT; a token belongs into GROUNDCREW_TOKEN',
    },
  );
}

const examples = `
Examples:
  groundcrew run npm start
  groundcrew run --name nightly-backup -- /usr/local/bin/backup --all
  groundcrew run --tty -- psql shop                with a terminal of its own
  groundcrew run --deliver                         send what waits on disk, then end

The exit code is the program's own; 126 and 127 say that it cannot be run or is not there, as in a shell.
`;
