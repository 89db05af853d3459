// `groundcrew completion`: a script for the shell, made from the commands themselves.
import { GroundcrewError, quote } from '@groundcrew/runtime';
import { Argument, Command } from 'commander';
import { completionScript, type Shell, shells } from '../cli/completion-script.ts';
import { openWholeProgram } from '../cli/program.ts';
import { print } from '../terminal/output.ts';

/** The command. */
export function completionCommand(): Command {
  return new Command('completion')
    .description('Prints a script that completes commands and options.')
    .addArgument(new Argument('<shell>', shells.join(', ')))
    .addHelpText('after', examples)
    .action(async (name: string) => {
      await print(completionScript(await openWholeProgram(), known(name)));
    });
}

function known(name: string): Shell {
  const shell = shells.find((shell) => shell === name);
  if (shell) return shell;
  throw new GroundcrewError('usage', `cannot complete for the shell ${quote(name)}`, {
    hint: `shells are ${shells.join(', ')}`,
  });
}

const examples = `
Examples:
  source <(groundcrew completion bash)       in ~/.bashrc
  source <(groundcrew completion zsh)        in ~/.zshrc, after compinit
  groundcrew completion fish > ~/.config/fish/completions/groundcrew.fish
`;
