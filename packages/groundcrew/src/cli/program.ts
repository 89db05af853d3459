// The program's command line. The one command that is used gets loaded; the others stay a name and a summary.
import { Command } from 'commander';
import { type CommandEntry, commands } from '../commands/index.ts';
import { visible } from '../terminal/visible.ts';
import { exitCodesHelp } from './exit-codes.ts';
import { programVersion } from './version.ts';

/** The program ready to parse `words` (the arguments after the program's name). */
export async function openProgram(words: readonly string[]): Promise<Command> {
  const program = new Command('groundcrew')
    .description('Logs received, kept, found and followed: one program, no other server needed.')
    .version(programVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help; also after a command')
    .helpCommand('help [command]', 'print help for a command')
    .addHelpText('after', examples + exitCodesHelp)
    .showHelpAfterError('(groundcrew --help lists the commands)')
    // What stands after a program's name is the program's: `run` passes it through.
    .enablePositionalOptions()
    .configureOutput(harmless)
    .exitOverride();
  const wanted = wantedCommand(words);
  for (const entry of commands) {
    program.addCommand(entry.name === wanted ? await loaded(entry) : placeholder(entry));
  }
  return program;
}

/** The whole program, every command loaded: for shell completion. */
export async function openWholeProgram(): Promise<Command> {
  const program = await openProgram([]);
  const whole = new Command(program.name())
    .version(programVersion(), '-V, --version')
    .enablePositionalOptions();
  for (const entry of commands) whole.addCommand(await loaded(entry));
  return whole;
}

/** `groundcrew logs …` and `groundcrew help logs` both need `logs`. */
function wantedCommand(words: readonly string[]): string | undefined {
  const names = words.filter((word) => !word.startsWith('-'));
  return names[0] === 'help' ? names[1] : names[0];
}

async function loaded(entry: CommandEntry): Promise<Command> {
  const command = await entry.load();
  command.summary(entry.summary).addHelpText('after', exitCodesHelp);
  strict(command);
  return command;
}

/** Errors are thrown, for `main` to report; wrong options say where help is. */
function strict(command: Command, parents = 'groundcrew'): void {
  const path = `${parents} ${command.name()}`;
  command
    .configureOutput(harmless)
    .exitOverride()
    .showHelpAfterError(`(${path} --help shows what is possible)`);
  command.helpOption('-h, --help', 'print this help');
  for (const child of command.commands) strict(child, path);
}

/** Errors quote what was typed, which may hold sequences that a terminal obeys. */
const harmless = {
  outputError: (text: string, write: (text: string) => void) => write(visible(text)),
};

const placeholder = ({ name, summary }: CommandEntry) =>
  new Command(name).summary(summary).description(summary).allowUnknownOption();

const examples = `
Examples:
  groundcrew serve                          start on http://127.0.0.1:4400
  echo '{"msg":"hi"}' | curl -T- http://127.0.0.1:4400/ingest
  groundcrew logs level:error --since 1h    the errors of the last hour
  groundcrew logs --follow                  new records as they come

The commands that ask a server find it at --url, else at $GROUNDCREW_URL, else at
http://127.0.0.1:4400, and send the token in $GROUNDCREW_TOKEN.
`;
