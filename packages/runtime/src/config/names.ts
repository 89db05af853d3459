// One name in three spellings: `http.maxConnections` in the file, `GROUNDCREW_HTTP_MAX_CONNECTIONS` in the
// environment, `--http.max-connections` on the command line.

/** Every variable Groundcrew reads begins with this. */
export const environmentPrefix = 'GROUNDCREW_';

/** The environment variable of an option, from its path in the file. */
export function environmentName(path: readonly string[]): string {
  return environmentPrefix + path.map((part) => words(part).join('_').toUpperCase()).join('_');
}

/** The command-line flag of an option, with its two dashes. */
export function flagName(path: readonly string[]): string {
  return `--${path.map((part) => words(part).join('-')).join('.')}`;
}

/** `maxLineBytes` → `max`, `line`, `bytes`. */
function words(camelCase: string): string[] {
  return camelCase
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(' ');
}
