// nginx's error log: `2024/01/01 10:00:00 [error] 12#34: *56 message, client: …, server: …, request: "…"`.
import type { FoundLine, LineContext } from './format.ts';
import { leadingTime } from './leading-time.ts';
import { list, type Members, someNumber, someText, textMember } from './members.ts';
import { requestTarget } from './request-members.ts';

const start =
  /^ \[(debug|info|notice|warn|error|crit|alert|emerg)\] (\d{1,10})#(\d{1,10}): (?:\*(\d{1,20}) )?/;

/** A line of nginx's error log. The message is all that stands behind the numbers. */
export function readNginxError(text: string, context: LineContext): FoundLine | undefined {
  const time = leadingTime(text, context);
  const match = time && start.exec(text.slice(time.end, time.end + 80));
  if (!time || !match) return undefined;
  const [all, level = '', pid = '', thread = '', connection = ''] = match;
  const message = text.slice(time.end + all.length);
  return {
    time: time.time,
    members: list(
      textMember('level', level),
      textMember('message', message),
      someNumber('process.pid', pid),
      someNumber('thread.id', thread),
      someNumber('nginx.connection', connection),
      contextMembers(message),
    ),
  };
}

const names: ReadonlyMap<string, string> = new Map([
  ['client', 'client.address'],
  ['server', 'server.address'],
  ['upstream', 'nginx.upstream'],
  ['host', 'http.request.header.host'],
  ['referrer', 'http.request.header.referer'],
]);
const parts = /, (client|server|request|upstream|host|referrer): (?:"([^"]*)"|([^,"]*))/g;

/** What nginx was doing, as it writes it behind its messages. */
function contextMembers(message: string): Members {
  const found = new Map<string, string>();
  for (const [, name = '', quoted, bare] of message.slice(0, 16_384).matchAll(parts)) {
    if (!found.has(name)) found.set(name, quoted ?? bare ?? '');
  }
  const known = [...names].map(([name, member]) => someText(member, found.get(name) ?? ''));
  return list(requestTarget(found.get('request') ?? ''), ...known);
}
