// Which lines of a stack trace are frames, and which of those are of libraries.

/** Lines that belong together. */
export interface TracePart {
  readonly kind: 'text' | 'own' | 'library';
  readonly lines: readonly string[];
  readonly frames: number;
}

const framePattern =
  /^\s*(?:at |File "|from |#\d+ |in \S+ \(|\d+: |goroutine |\S+\.(?:go|rb|php|ex|rs):\d+)|^\s+\/?\S+\.(?:go|rb|py|php):\d+/;
const libraryPattern =
  /node_modules|node:|internal\/|site-packages|dist-packages|\/usr\/lib|\/lib\/python|<frozen |\/go\/pkg\/mod|\/usr\/local\/go|runtime\/|\/gems\/|\/rubygems\/|\/vendor\/|\bat (?:java|javax|jdk|sun|kotlin|scala|org\.(?:springframework|apache|hibernate|eclipse)|com\.(?:sun|zaxxer|fasterxml)|io\.(?:netty|undertow))\.|\bat (?:System|Microsoft)\./;

const linesMax = 2000;

/** Whether a text is a stack trace rather than a message of several lines. */
export function isTrace(text: string): boolean {
  if (!text.includes('\n')) return false;
  return text.split('\n', 60).filter((line) => framePattern.test(line)).length >= 2;
}

/** The trace in parts. A line of source under a frame (as Python and Go have) goes with it. */
export function foldFrames(text: string): TracePart[] {
  const parts: { kind: TracePart['kind']; lines: string[]; frames: number }[] = [];
  let kind: TracePart['kind'] = 'text';
  for (const line of text.split('\n', linesMax)) {
    const isFrame = framePattern.test(line);
    if (isFrame) kind = libraryPattern.test(line) ? 'library' : 'own';
    else if (!/^\s{2,}/.test(line)) kind = 'text';
    const last = parts.at(-1);
    if (last?.kind === kind) {
      last.lines.push(line);
      last.frames += isFrame ? 1 : 0;
    } else parts.push({ kind, lines: [line], frames: isFrame ? 1 : 0 });
  }
  return parts;
}
