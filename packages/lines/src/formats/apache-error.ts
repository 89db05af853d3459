// Apache's error log, of 2.2 (`[time] [error] [client …] message`) and of 2.4 (`[time] [core:error] [pid …] message`).
import type { FoundLine, LineContext } from './format.ts';
import { leadingTime } from './leading-time.ts';
import { list, someNumber, someText, textMember } from './members.ts';

const level = 'emerg|alert|crit|error|warn|notice|info|debug|trace[1-8]';
const start = new RegExp(
  String.raw`^ \[(?:([a-z0-9_]{0,64}):)?(${level})\] (?:\[pid (\d{1,10})(?::tid (\d{1,20}))?\] )?((?:\([^)]{1,100}\)[^:]{1,300}: )?)(?:\[(?:remote|client) ([^\] ]{1,64}?)(?::(\d{1,5}))?\] )?`,
);
const weekdayTime = /^\[[A-Z][a-z]{2} [A-Z][a-z]{2} /;

/** A line of Apache's error log. The message is what stands behind the brackets. */
export function readApacheError(text: string, context: LineContext): FoundLine | undefined {
  const time = weekdayTime.test(text) ? leadingTime(text, context) : undefined;
  const match = time && start.exec(text.slice(time.end, time.end + 1024));
  if (!time || !match) return undefined;
  const [all, module, name = '', pid, thread, cause = '', client, port] = match;
  const message = cause + text.slice(time.end + all.length);
  return {
    time: time.time,
    members: list(
      textMember('level', name.startsWith('trace') ? 'trace' : name),
      textMember('message', message),
      someText('apache.module', module ?? ''),
      someNumber('process.pid', pid ?? ''),
      // A thread's number may be larger than a number in JSON keeps.
      someText('thread.id', thread ?? ''),
      someText('client.address', client ?? ''),
      someNumber('client.port', port ?? ''),
      someText('error.code', /^(AH\d{5}): /.exec(message)?.[1] ?? ''),
    ),
  };
}
