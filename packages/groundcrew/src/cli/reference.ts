// docs/reference/cli.md: the help of every command, as one page.
import type { Command } from 'commander';
import { exitCodesHelp } from './exit-codes.ts';
import { openWholeProgram } from './program.ts';

const widthOfHelp = 100;

/** The page as Markdown. */
export async function cliReference(): Promise<string> {
  const program = await openWholeProgram();
  const chapters = commandsBelow(program, program.name()).map(
    ({ path, command }) => `## ${path}\n\n\`\`\`\n${helpOf(command)}\n\`\`\``,
  );
  const codes = `\`\`\`\n${exitCodesHelp.trim()}\n\`\`\``;
  return `# Commands\n\n\`crew\` is another name of \`groundcrew\`. All commands end with one of these codes:\n\n${codes}\n\n${chapters.join('\n\n')}\n`;
}

function commandsBelow(parent: Command, path: string): { path: string; command: Command }[] {
  return parent.commands.flatMap((command) => {
    const own = `${path} ${command.name()}`;
    return [{ path: own, command }, ...commandsBelow(command, own)];
  });
}

/** The help with its examples, but without the exit codes that all share. */
function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (part) => (text += part),
    getOutHelpWidth: () => widthOfHelp,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return text.replace(exitCodesHelp, '').trim();
}
