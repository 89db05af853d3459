// The level in a text line: a word in capitals or in brackets near its start.

const names =
  'TRACE|DEBUG|INFO|INFORMATION|NOTICE|WARN|WARNING|ERROR|ERR|CRITICAL|CRIT|FATAL|SEVERE|ALERT|EMERG|EMERGENCY|PANIC';
const lowerNames = names.toLowerCase();
const mixedNames =
  'Trace|Debug|Info|Information|Notice|Note|Warn|Warning|Error|Critical|Fatal|Alert|Emergency|System';

/** `ERROR msg`, `[error] msg`, `[info     ] msg`, `Error: msg`, `| WARNING | msg`, `<err> msg`. */
const atStart = new RegExp(
  String.raw`^\s*(?:\|\s*)?(?:[[<(]\s*(${names}|${lowerNames}|${mixedNames})\s*[\])>]:?|(${names})(?=[:\s|\],-]|$)\s*:?|(${lowerNames}|${mixedNames}):(?=\s))`,
);
/** In capitals or brackets, with room around it. */
const inside = new RegExp(
  String.raw`(?:[\s|(\]-](${names})(?=[\s|):\]]|$)|\[\s*(${names}|${lowerNames}|${mixedNames})\s*\])`,
);
/** Only so far is a level looked for: what stands later is mostly speech. */
const startLength = 96;

/** A level and where the text after it starts; 0 when the level does not stand at the start. */
export interface TextLevel {
  level: string;
  end: number;
}

/** The level a text starts with. */
export function levelAtStart(text: string): TextLevel | undefined {
  const match = atStart.exec(text.slice(0, startLength));
  if (!match) return undefined;
  return { level: levelWord(match[1] ?? match[2] ?? match[3] ?? ''), end: match[0].length };
}

/** The level that stands near the start of a text, for a line that begins with a time. */
export function levelInside(text: string): string | undefined {
  const match = inside.exec(text.slice(0, startLength));
  return match ? levelWord(match[1] ?? match[2] ?? '') : undefined;
}

/** MySQL's "System" is information. */
const levelWord = (word: string) => (word === 'System' ? 'info' : word);
