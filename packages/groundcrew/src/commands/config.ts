// `groundcrew config`: is the configuration right, what may it hold, what is in force and why.
import { configJsonSchema, configReference, printedConfig } from '@groundcrew/runtime';
import { Command } from 'commander';
import { referenceIntroduction } from '../config/introduction.ts';
import { readConfig } from '../config/read.ts';
import { configSchema } from '../config/schema.ts';
import { print } from '../terminal/output.ts';
import { visibleLine } from '../terminal/visible.ts';
import { addConfigOptions, flagsOf } from './config-options.ts';

/** The command with its subcommands. */
export function configCommand(): Command {
  return new Command('config')
    .description('Checks and shows the configuration.')
    .addCommand(checkCommand())
    .addCommand(printCommand())
    .addCommand(schemaCommand())
    .addHelpText('after', examples);
}

function checkCommand(): Command {
  const command = new Command('check')
    .summary('say whether the configuration is right')
    .description(
      'Reads the file, the environment and the options as "serve" would. Exit code 2 lists every mistake.',
    )
    .action(async () => {
      await readConfig(command.opts<{ config?: string }>().config, flagsOf(command));
      await print('the configuration is right\n');
    });
  return addConfigOptions(command);
}

function printCommand(): Command {
  const command = new Command('print')
    .summary('print every option with its value and where that was set')
    .description('Prints the configuration in force. Secrets are masked.')
    .option('--json', 'one JSON object a line: key, value, origin')
    .action(async () => {
      const { config, json } = command.opts<{ config?: string; json?: boolean }>();
      const options = printedConfig(await readConfig(config, flagsOf(command)));
      const width = Math.max(...options.map(({ key }) => key.length));
      for (const option of options) {
        const text = `${option.key.padEnd(width)}  ${JSON.stringify(option.value)}  (${option.origin})`;
        await print(json ? `${JSON.stringify(option)}\n` : `${visibleLine(text)}\n`);
      }
    });
  return addConfigOptions(command);
}

function schemaCommand(): Command {
  const command = new Command('schema')
    .summary('print the JSON Schema for editors, or the reference page')
    .description(
      'Prints the JSON Schema of groundcrew.yaml, for editors that complete and check YAML.',
    )
    .option('--markdown', 'the reference page instead')
    .action(async () => {
      const { markdown } = command.opts<{ markdown?: boolean }>();
      const text = markdown
        ? configReference(configSchema, referenceIntroduction)
        : `${JSON.stringify(configJsonSchema(configSchema, 'groundcrew.yaml'), undefined, 2)}\n`;
      await print(text);
    });
  return command;
}

const examples = `
Examples:
  groundcrew config check --config groundcrew.yaml
  groundcrew config print
  groundcrew config schema > groundcrew.schema.json
    and as the first line of groundcrew.yaml:
    # yaml-language-server: $schema=groundcrew.schema.json
`;
