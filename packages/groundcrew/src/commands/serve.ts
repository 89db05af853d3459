// `groundcrew serve`: reads the configuration and runs the server.
import { Command } from 'commander';
import { readConfig } from '../config/read.ts';
import { addConfigOptions, flagsOf } from './config-options.ts';

const lingerMs = 1_000;

/** The command. */
export function serveCommand(): Command {
  const command = new Command('serve')
    .description(
      'Runs the server: receives, keeps and finds. Prints one line with its URL when it is ready; its own log goes to standard error.',
    )
    .addHelpText('after', notes)
    .action(async () => {
      const { value } = await readConfig(
        command.opts<{ config?: string }>().config,
        flagsOf(command),
      );
      const { serve } = await import('../server/serve.ts');
      process.exitCode = await serve(value);
      // Everything is closed; what might still hold the process has no say.
      setTimeout(() => process.exit(), lingerMs).unref();
    });
  return addConfigOptions(command);
}

const notes = `
Signals:
  SIGTERM, SIGINT   stop taking requests, finish those under way, deliver, exit with 0
  a second one      exit at once; nothing acknowledged is lost

Examples:
  groundcrew serve
  groundcrew serve --data /var/lib/groundcrew --log.level warn
  groundcrew token create --name web --scope ingest && groundcrew serve --listen 0.0.0.0:4400
  groundcrew serve --store http://groundcrew:password@clickhouse:8123
`;
