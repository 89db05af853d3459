// `groundcrew backup`: copies the data folder as of one moment, whether the server runs or not.
import { systemClock } from '@groundcrew/runtime';
import { Command } from 'commander';
import { writeBackup } from '../backup/write-backup.ts';
import { programVersion } from '../cli/version.ts';
import { readConfig } from '../config/read.ts';
import { print } from '../terminal/output.ts';
import { visibleLine } from '../terminal/visible.ts';

interface BackupCommandOptions {
  config?: string;
  data?: string;
  json?: boolean;
}

/** The command. */
export function backupCommand(): Command {
  const command = new Command('backup')
    .description(
      'Copies the data folder into a new folder, whether the server runs or not. Everything acknowledged before it began is in it. Says so when all of it is on disk.',
    )
    .argument('<folder>', 'the folder to make')
    .option('--config <file>', 'configuration file, for the data folder')
    .option('--data <folder>', "the server's data folder (default: ./groundcrew-data)")
    .option('--json', 'print the description of the backup as one JSON object')
    .addHelpText('after', notes)
    .action(async (to: string) => run(to, command.opts<BackupCommandOptions>()));
  return command;
}

async function run(to: string, options: BackupCommandOptions): Promise<void> {
  const flags = new Map(options.data === undefined ? [] : [['data', options.data]]);
  const { value: config } = await readConfig(options.config, flags);
  const made = await writeBackup({
    data: config.data,
    to,
    clock: systemClock,
    version: programVersion(),
  });
  if (config.store !== 'embedded') {
    process.stderr.write(
      'the store is a ClickHouse server of yours: back it up after this, by its own means\n',
    );
  }
  const { links: _links, ...told } = made;
  const sizeMb = (made.sizeBytes / 1e6).toFixed(1);
  await print(
    options.json
      ? `${JSON.stringify(told)}\n`
      : `${visibleLine(`${to}: ${made.files} files, ${sizeMb} MB, as of ${made.startedAt}`)}\n`,
  );
}

const notes = `
The backup is not encrypted. It holds all logs, and tokens as digests: keep it as you keep the data folder.
sha256sum --check SHA256SUMS, within it, checks it without Groundcrew.

Examples:
  groundcrew backup /backups/groundcrew-2026-11-21
  groundcrew backup --data /var/lib/groundcrew "/backups/groundcrew-$(date +%F)"
`;
