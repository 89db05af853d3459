// Plain text: a leading time, a level, and the shapes of common loggers. What is not understood stays in the message.
import type { FoundLine, LineContext } from './format.ts';
import { leadingTime } from './leading-time.ts';
import { joined, list, textMember } from './members.ts';
import { levelAtStart, levelInside } from './text-level.ts';
import { afterTime, wholeLine } from './text-shapes.ts';

/** Any text: every line is in this format. */
export function readText(text: string, context: LineContext): FoundLine {
  const found = leadingTime(text, context);
  if (!found) {
    const shape = wholeLine(text, context);
    return shape ?? { time: undefined, members: messageOf(text, false) };
  }
  const rest = text.slice(found.end);
  const members =
    afterTime(rest) ?? (found.isOpen ? wholeMessage(text, rest) : messageOf(rest, true));
  return { time: found.time, members };
}

/** The level, when there is one, and what is left as the message. */
function messageOf(text: string, isAfterTime: boolean): string {
  const start = levelAtStart(text);
  if (start) {
    const message = isAfterTime ? text.slice(start.end) : text;
    return list(textMember('level', start.level), textMember('message', trimmed(message)));
  }
  const level = isAfterTime ? levelInside(text) : undefined;
  const message = textMember('message', isAfterTime ? trimmed(text) : text);
  return level === undefined ? message : joined(textMember('level', level), message);
}

/** The bracket around the time says more: the whole text is the message. */
function wholeMessage(text: string, rest: string): string {
  const level = levelInside(rest);
  const message = textMember('message', text);
  return level === undefined ? message : joined(textMember('level', level), message);
}

/** Without the spaces and separators that stood between the time and the message. */
function trimmed(text: string): string {
  return text.replace(/^(?:[\s|:,;]|- )+/, '');
}
