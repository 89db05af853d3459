// `groundcrew restore`: a data folder out of a backup.
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { lockFolder, openLog } from '@groundcrew/runtime';
import { Command } from 'commander';
import type { Manifest } from '../backup/manifest.ts';
import type { RestoredStore } from '../backup/mend-store.ts';
import { readConfig } from '../config/read.ts';
import { print } from '../terminal/output.ts';
import { visibleLine } from '../terminal/visible.ts';

interface RestoreCommandOptions {
  config?: string;
  data?: string;
  json?: boolean;
}

/** The command. */
export function restoreCommand(): Command {
  const command = new Command('restore')
    .description(
      'Fills an empty or a new data folder from a backup and checks every file and every row on the way. Start the server on it afterwards.',
    )
    .argument('<folder>', 'the folder that "groundcrew backup" made')
    .option('--config <file>', 'configuration file, for the data folder')
    .option('--data <folder>', 'the data folder to fill (default: ./groundcrew-data)')
    .option('--json', 'print what was restored as one JSON object')
    .addHelpText('after', notes)
    .action(async (from: string) => run(from, command.opts<RestoreCommandOptions>()));
  return command;
}

async function run(from: string, options: RestoreCommandOptions): Promise<void> {
  const flags = new Map(options.data === undefined ? [] : [['data', options.data]]);
  const { value: config } = await readConfig(options.config, flags);
  const data = resolve(config.data);
  const { manifest, store } = await restore(resolve(from), data);
  const { startedAt, segments, files } = manifest;
  const found = { data, startedAt, files, segments, ...store };
  await print(
    options.json
      ? `${JSON.stringify(found)}\n`
      : `${visibleLine(`${data}: as of ${startedAt}, ${contents(segments, store)}`)}\n`,
  );
}

function contents(segments: number, store: RestoredStore | undefined): string {
  const log = `${segments} segments of the log, which the server compares with the store at its start`;
  return store ? `${store.logs} records and ${store.runs} runs in the store, ${log}` : log;
}

async function restore(
  from: string,
  data: string,
): Promise<{ manifest: Manifest; store: RestoredStore | undefined }> {
  const { readManifest } = await import('../backup/manifest.ts');
  const files = await import('../backup/restore-files.ts');
  const manifest = await readManifest(from);
  const listed = await files.listBackup(from, manifest);
  await files.checkEmpty(data);
  await mkdir(data, { recursive: true, mode: 0o700 });
  const lock = await lockFolder(data, 'server');
  try {
    await files.beginRestore(data);
    await files.restoreFiles(from, data, { files: listed, links: manifest.links });
    const store = manifest.hasStore ? await mend(data) : undefined;
    await files.endRestore(data);
    return { manifest, store };
  } finally {
    await lock.release();
  }
}

async function mend(data: string): Promise<RestoredStore> {
  const { mendStore } = await import('../backup/mend-store.ts');
  return mendStore(data, openLog('warn'));
}

const notes = `
Examples:
  groundcrew restore /backups/groundcrew-2026-11-21
  groundcrew restore /backups/groundcrew-2026-11-21 --data /var/lib/groundcrew && groundcrew serve --data /var/lib/groundcrew
`;
