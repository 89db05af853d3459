// Reads the configuration for a command: the file, the environment, the command line.
import { readFile } from 'node:fs/promises';
import {
  GroundcrewError,
  loadConfig,
  type LoadedConfig,
  quote,
  readEnvironment,
} from '@groundcrew/runtime';
import { type Config, configSchema } from './schema.ts';

/** Read from the working folder when no other file is named. */
export const defaultConfigFile = 'groundcrew.yaml';

/** Variables with our prefix that are not options of the server. */
export const otherEnvironment = [
  'GROUNDCREW_CONFIG',
  'GROUNDCREW_URL',
  'GROUNDCREW_TOKEN',
  // Of `groundcrew run`, and what programs under it find.
  'GROUNDCREW_SPOOL',
  'GROUNDCREW_RELEASE',
  'GROUNDCREW_RUN_ID',
];

/**
 * The effective configuration. `file` is what --config says; without it GROUNDCREW_CONFIG, then groundcrew.yaml if
 * that exists. Throws `config-invalid`, `config-file-invalid` or `config-file-missing`.
 */
export async function readConfig(
  file: string | undefined,
  flags: ReadonlyMap<string, string>,
): Promise<LoadedConfig<Config>> {
  const environment = readEnvironment();
  const named = file ?? environment.get('GROUNDCREW_CONFIG');
  return loadConfig(configSchema, {
    file: await readFileIfThere(named ?? defaultConfigFile, named !== undefined),
    environment,
    otherEnvironment,
    flags,
  });
}

async function readFileIfThere(
  name: string,
  isRequired: boolean,
): Promise<{ name: string; text: string } | undefined> {
  try {
    return { name, text: await readFile(name, 'utf8') };
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    if (reason === 'ENOENT' && !isRequired) return undefined;
    throw new GroundcrewError(
      'config-file-invalid',
      `cannot read ${quote(name)}: ${reasonText(reason)}`,
      {
        hint: '--config and GROUNDCREW_CONFIG name the file; without them it is ./groundcrew.yaml',
        cause: error,
      },
    );
  }
}

function reasonText(code: string): string {
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES') return 'permission denied';
  return code === 'EISDIR' ? 'it is a folder' : code;
}
