// Hides secrets in a command line before it is kept: values of options and assignments whose name says that they are
// secret, passwords in addresses, and what follows `Bearer`. A secret that nothing names cannot be known.

const hidden = '***';

/** Names, in any case, with `-`, `_` or nothing between words. */
const secretName =
  /(pass(word|wd|phrase)?|pwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|auth(orization)?|credentials?|session[-_]?(id|key)|cookie)s?$/i;

/** `--name`, `-name`, `NAME`, `header.name`. */
const nameBefore = /^(?:-{1,2})?[\w.-]+$/;

/** The words of a command line with secrets replaced by `***`. */
export function maskCommand(command: readonly string[]): string[] {
  let isValueNext = false;
  return command.map((word, index) => {
    const isValue = isValueNext && !/^--?[a-z]/i.test(word);
    isValueNext = index > 0 && isSecretOption(word);
    if (isValue && index > 0) return hidden;
    return index === 0 ? maskAddresses(word) : maskWord(word);
  });
}

/** `--password`, whose value is the next word. */
function isSecretOption(word: string): boolean {
  return word.startsWith('-') && !word.includes('=') && isSecretName(word);
}

const isSecretName = (name: string) => nameBefore.test(name) && secretName.test(name);

/** Also inside a script handed to `sh -c`. */
function maskWord(word: string): string {
  return maskAddresses(word)
    .replaceAll(/(\b(?:Bearer|Basic)\s+)[^\s"']+/gi, `$1${hidden}`)
    .replaceAll(
      /((?:^|[\s;&?"'])-{0,2})([\w.-]+)(\s*[=:]\s*)((?:Bearer|Basic)\s+[^\s"']+|"[^"]*"|'[^']*'|[^\s;&"']+)/g,
      maskAssignment,
    )
    .replaceAll(
      /((?:^|\s)--?)([\w.-]+)(\s+)("[^"]*"|'[^']*'|[^\s;&"'-][^\s;&"']*)/g,
      maskAssignment,
    );
}

function maskAssignment(all: string, before: string, name: string, between: string): string {
  return isSecretName(name) ? `${before}${name}${between}${hidden}` : all;
}

/** `postgres://user:password@host` keeps its user. */
function maskAddresses(word: string): string {
  return word.replaceAll(/([a-z][a-z\d+.-]{0,31}:\/\/[^\s/:@]*):[^\s/@]+@/gi, `$1:${hidden}@`);
}
