// Completion scripts: every command's words and options written out as a table, so that completing starts no Node.
import type { Command } from 'commander';

/** The shells we write scripts for. */
export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** What may follow a command path such as `config print`. */
interface Level {
  readonly path: string;
  readonly words: readonly { name: string; about: string }[];
  readonly flags: readonly { name: string; about: string; takesValue: boolean }[];
}

/** The script for a shell. It serves `groundcrew` and `crew`. */
export function completionScript(program: Command, shell: Shell): string {
  const levels = levelsOf(program, []);
  if (shell === 'fish') return fishScript(levels);
  const body = bashScript(levels);
  return shell === 'bash' ? body : `autoload -U +X bashcompinit && bashcompinit\n${body}`;
}

function levelsOf(command: Command, path: readonly string[]): Level[] {
  const help = command.createHelp();
  const level = {
    path: path.join(' '),
    words: help
      .visibleCommands(command)
      .map((child) => ({ name: child.name(), about: child.summary() || child.description() })),
    flags: help.visibleOptions(command).flatMap((option) => ({
      name: option.long ?? option.short ?? '',
      about: option.description,
      takesValue: option.required || option.optional,
    })),
  };
  const words =
    command.name() === 'completion' ? shells.map((name) => ({ name, about: '' })) : level.words;
  return [
    { ...level, words },
    ...command.commands.flatMap((child) => levelsOf(child, [...path, child.name()])),
  ];
}

/** Also for zsh, through bashcompinit. */
function bashScript(levels: readonly Level[]): string {
  const cases = levels.map(({ path, words, flags }) => {
    const all = [...words, ...flags].map(({ name }) => name).join(' ');
    return `    '${path}') words='${all}' ;;`;
  });
  const paths = levels.map(({ path }) => `'${path}'`).join('|');
  return `# Completion of groundcrew, made by "groundcrew completion".
_groundcrew() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path='' word words='' index
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    case "\${path:+$path }$word" in
      ${paths}) path="\${path:+$path }$word" ;;
    esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [[ $current != -* && \${#COMPREPLY[@]} -eq 0 ]] && COMPREPLY=($(compgen -f -- "$current"))
  return 0
}
complete -F _groundcrew groundcrew crew
`;
}

function fishScript(levels: readonly Level[]): string {
  const lines = ['# Completion of groundcrew, made by "groundcrew completion fish".'];
  for (const program of ['groundcrew', 'crew']) {
    for (const { path, words, flags } of levels) {
      const condition = `__fish_groundcrew_at ${fishQuote(path)}`;
      for (const { name, about } of words) {
        lines.push(
          `complete -c ${program} -f -n ${fishQuote(condition)} -a ${name} -d ${fishQuote(firstSentence(about))}`,
        );
      }
      for (const { name, about, takesValue } of flags.filter(({ name }) => name.startsWith('--'))) {
        const value = takesValue ? ' -r' : '';
        lines.push(
          `complete -c ${program} -n ${fishQuote(condition)} -l ${name.slice(2)}${value} -d ${fishQuote(firstSentence(about))}`,
        );
      }
    }
  }
  const commandNames = levels.filter(({ path }) => path !== '').map(({ path }) => fishQuote(path));
  const at = `function __fish_groundcrew_at
  set -l path
  for word in (commandline -opc)[2..-1]
    set -l next (string join ' ' -- $path $word)
    if contains -- "$next" ${commandNames.join(' ')}
      set path $next
    end
  end
  test "$path" = "$argv[1]"
end`;
  return `${[lines[0], at, ...lines.slice(1)].join('\n')}\n`;
}

const fishQuote = (text: string) =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;

const firstSentence = (text: string) => text.split(/\. |\n/)[0] ?? '';
