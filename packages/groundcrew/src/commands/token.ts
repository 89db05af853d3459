// `groundcrew token`: works on the data folder itself, whether the server runs or not. A running server takes notice
// within a second.
import {
  GroundcrewError,
  quote,
  type Scope,
  scopes,
  systemClock,
  TokenFile,
  type TokenEntry,
} from '@groundcrew/runtime';
import { Command } from 'commander';
import { readConfig } from '../config/read.ts';
import { print } from '../terminal/output.ts';
import { visibleLine } from '../terminal/visible.ts';

interface FolderOptions {
  config?: string;
  data?: string;
}

/** The command with its subcommands. */
export function tokenCommand(): Command {
  return new Command('token')
    .description(
      'Makes, lists and revokes tokens. Works on the data folder; a running server notices within a second.',
    )
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(revokeCommand())
    .addHelpText('after', examples);
}

function createCommand(): Command {
  const command = withFolder(new Command('create'))
    .summary('make a token and print it')
    .description(
      'Makes a token and prints it, alone, on standard output. It cannot be shown again.',
    )
    .requiredOption('--name <name>', 'what it is for, such as "web-1 logs"')
    .requiredOption(
      '--scope <scope...>',
      `what it may do: ${scopes.join(', ')} (admin includes all)`,
    )
    .option('--expires-in <days>', 'days until it stops working (default: never)')
    .action(async () => {
      const options = command.opts<
        FolderOptions & { name: string; scope: string[]; expiresIn?: string }
      >();
      const file = await tokenFile(options);
      const { text, entry } = await file.create({
        name: checkedName(options.name),
        scopes: checkedScopes(options.scope),
        expires: expiry(options.expiresIn),
      });
      process.stderr.write(
        `token ${entry.id} may ${entry.scopes.join(' and ')}; keep it, it is shown only now:\n`,
      );
      await print(`${text}\n`);
    });
  return command;
}

function listCommand(): Command {
  const command = withFolder(new Command('list'))
    .summary('list all tokens')
    .description('Lists ids, scopes and names of all tokens; never the tokens themselves.')
    .option('--json', 'one JSON object a line')
    .action(async () => {
      const options = command.opts<FolderOptions & { json?: boolean }>();
      const tokens = await (await tokenFile(options)).read();
      for (const token of tokens) await print(options.json ? jsonLine(token) : textLine(token));
      if (tokens.length === 0 && !options.json) {
        process.stderr.write(
          'there are no tokens: this machine needs none, others are not let in\n',
        );
      }
    });
  return command;
}

function revokeCommand(): Command {
  const command = withFolder(new Command('revoke'))
    .summary('make a token worthless')
    .description('Revokes a token. A running server refuses it within a second.')
    .argument('<id>', 'the id that "groundcrew token list" shows')
    .action(async (id: string) => {
      const entry = await (await tokenFile(command.opts<FolderOptions>())).revoke(idWithin(id));
      await print(`token ${entry.id} (${visibleLine(entry.name)}) is revoked\n`);
    });
  return command;
}

function withFolder(command: Command): Command {
  return command
    .option('--config <file>', 'configuration file, for the data folder')
    .option('--data <folder>', "the server's data folder (default: ./groundcrew-data)");
}

async function tokenFile(options: FolderOptions): Promise<TokenFile> {
  const flags = new Map(options.data === undefined ? [] : [['data', options.data]]);
  const { value } = await readConfig(options.config, flags);
  return new TokenFile(value.data);
}

/** Somebody who pastes the whole token means its id. */
const idWithin = (text: string) => /^gc_([0-9a-f]{12})_/.exec(text)?.[1] ?? text;

function checkedScopes(texts: readonly string[]): Scope[] {
  return texts
    .flatMap((text) => text.split(','))
    .map((text) => {
      const scope = scopes.find((known) => known === text.trim());
      if (scope) return scope;
      throw new GroundcrewError('usage', `cannot make a token: there is no scope ${quote(text)}`, {
        hint: `scopes are ${scopes.join(', ')}`,
      });
    });
}

function checkedName(name: string): string {
  if (name.trim() !== '' && name.length <= 200) return name.trim();
  throw new GroundcrewError('usage', 'cannot make a token: its name must have 1 to 200 characters');
}

function expiry(days: string | undefined): Date | undefined {
  if (days === undefined) return undefined;
  const count = /^\d{1,5}$/.test(days) ? Number(days) : 0;
  if (count === 0) {
    throw new GroundcrewError('usage', `cannot make a token: ${quote(days)} is no number of days`, {
      hint: 'write a whole number such as --expires-in 90',
    });
  }
  return new Date(Number(systemClock.nowNs() / 1_000_000n) + count * 24 * 60 * 60 * 1000);
}

function jsonLine({ id, name, scopes, created, expires, revoked }: TokenEntry): string {
  return `${JSON.stringify({ id, name, scopes, created, expires, revoked })}\n`;
}

function textLine({ id, name, scopes, created, expires, revoked }: TokenEntry): string {
  const state = revoked ? `revoked ${revoked}` : expires ? `expires ${expires}` : 'valid';
  return `${visibleLine(`${id}  ${scopes.join(',').padEnd(11)}  ${created}  ${state}  ${name}`)}\n`;
}

const examples = `
Examples:
  groundcrew token create --name web --scope ingest
  export GROUNDCREW_TOKEN=$(groundcrew token create --name me --scope read)
  groundcrew token create --name ops --scope ingest read --expires-in 90
  groundcrew token revoke 4c8e01a9f2b7
`;
