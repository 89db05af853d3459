// Every option of the configuration as an option of a command. Their values stay text until the configuration is put
// together, so that a flag and a variable are understood alike.
import { allowedValues, configOptions, type ConfigOption, defaultText } from '@groundcrew/runtime';
import { type Command, Option } from 'commander';
import { configSchema } from '../config/schema.ts';

const given = new WeakMap<Command, Map<string, string>>();

/** Adds --config and all options of the schema. */
export function addConfigOptions(command: Command): Command {
  const flags = new Map<string, string>();
  given.set(command, flags);
  command.option('--config <file>', 'configuration file (default: ./groundcrew.yaml if there)');
  for (const option of configOptions(configSchema).options) {
    command.addOption(commandOption(option, flags));
  }
  return command;
}

/** The options of the configuration that were given, text by name without dashes. */
export function flagsOf(command: Command): ReadonlyMap<string, string> {
  return given.get(command) ?? new Map();
}

function commandOption(option: ConfigOption, flags: Map<string, string>): Option {
  const name = option.flag.slice(2);
  const isBoolean = option.type === 'boolean';
  const result = new Option(
    `${option.flag} ${isBoolean ? '[value]' : `<${placeholder(option)}>`}`,
    about(option),
  );
  result.argParser((text: string) => {
    flags.set(name, text);
    return text;
  });
  // `--flag` alone means true.
  if (isBoolean) result.preset('true');
  // Two levels of names are enough to group by: `receivers.ingest`, `http`.
  const group = option.path.slice(0, -1).join('.');
  if (group !== '') result.helpGroup(`Options of ${group}:`);
  return result;
}

function placeholder(option: ConfigOption): string {
  if (option.key === 'data') return 'folder';
  if (option.key === 'listen') return 'host:port';
  if (option.key === 'store') return 'url';
  return option.type === 'string' ? 'text' : option.type;
}

function about(option: ConfigOption): string {
  const allowed =
    option.choices || option.alternatives || option.minimum !== undefined
      ? `; ${allowedValues(option)}`
      : '';
  const standard = defaultText(option);
  return `${option.description}${standard === '' && allowed === '' ? '' : ` (default: ${standard}${allowed})`}`;
}
