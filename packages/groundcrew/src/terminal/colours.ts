// The few colours we use, as SGR sequences of ECMA-48; none when the output is not a terminal.

/** Wraps text in a colour. */
export interface Colours {
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
  cyan(text: string): string;
  dim(text: string): string;
  bold(text: string): string;
}

const wrap = (code: number) => (text: string) => `\u001b[${code}m${text}\u001b[0m`;
const same = (text: string) => text;

const inColour: Colours = {
  red: wrap(31),
  yellow: wrap(33),
  green: wrap(32),
  cyan: wrap(36),
  dim: wrap(2),
  bold: wrap(1),
};
const plain: Colours = { red: same, yellow: same, green: same, cyan: same, dim: same, bold: same };

/** Colours for a stream: only on a terminal, and not with `NO_COLOR` (https://no-color.org) or `TERM=dumb`. */
export function coloursFor(
  stream: { isTTY?: boolean },
  environment: ReadonlyMap<string, string>,
): Colours {
  const isUnwanted =
    (environment.get('NO_COLOR') ?? '') !== '' || environment.get('TERM') === 'dumb';
  return stream.isTTY && !isUnwanted ? inColour : plain;
}
