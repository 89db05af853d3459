// Access logs of nginx and Apache: common, combined and vhost_combined, with what is usually appended to them.
import type { FoundLine, LineContext } from './format.ts';
import { appendedMembers } from './access-appended.ts';
import { list, type Members, someNumber, someText, textMember } from './members.ts';
import { decodeQuoted, quotedEnd } from './quoted.ts';
import { readRequest, requestMembers } from './request-members.ts';
import { monthNumber } from './time-writer.ts';

/** The request, status and size behind the time; a server asked nonsense logs what it got, or nothing. */
const statusAndSize = /^ (\d{3}) (\d{1,15}|-)(?= |$)/;
const timeShape = /^\[(\d\d)\/([A-Z][a-z]{2})\/(\d{4})[: ](\d\d):(\d\d):(\d\d)(?: ([+-]\d{4}))?\]/;
const hostShape = /^(?:(\S{1,255}) )?(\S{1,255}) (\S{1,255}) (.{1,255}) $/;

/** A line of an access log. The message stays the whole line; what is not known is only there. */
export function readAccess(text: string, context: LineContext): FoundLine | undefined {
  const bracket = text.indexOf(' [');
  if (bracket < 5 || bracket > 1024) return undefined;
  const head = hostShape.exec(text.slice(0, bracket + 1));
  const time = head && readTime(text, bracket + 1, context);
  if (!head || !time || text.charCodeAt(time.end) !== 0x20 || text[time.end + 1] !== '"')
    return undefined;
  const start = time.end + 2;
  const end = quotedEnd(text, start);
  const numbers = end === -1 ? null : statusAndSize.exec(text.slice(end + 1, end + 32));
  if (!numbers) return undefined;
  const [all, status = '', size = ''] = numbers;
  return {
    time: time.text,
    members: list(
      requestMembers({ ...readRequest(decodeQuoted(text.slice(start, end))), status, size }),
      headMembers(head),
      tailMembers(text, end + 1 + all.length),
      textMember('message', text),
    ),
  };
}

function readTime(text: string, start: number, { times }: LineContext) {
  const match = timeShape.exec(text.slice(start, start + 32));
  if (!match) return undefined;
  const [all, day, month = '', year, hour, minute, second, zone = ''] = match;
  const written = times.write(all.slice(1, 21), '', zone, () => ({
    year: Number(year),
    month: monthNumber(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
  }));
  return written === undefined ? undefined : { text: written, end: start + all.length };
}

/** Client and user, behind the name of the virtual host when there is one. */
function headMembers([, server, client = '', , user = '']: RegExpExecArray): Members {
  const [, name = '', port = ''] = /^(.*?)(?::(\d{1,5}))?$/.exec(server ?? '') ?? [];
  return list(
    someText('client.address', client),
    someText('user.name', user === '""' ? '' : user),
    someText('server.address', name),
    someNumber('server.port', port),
  );
}

/** Referer, browser, and what is appended. */
function tailMembers(text: string, start: number): Members {
  if (text[start + 1] !== '"') return appendedMembers(text.slice(start));
  const refererEnd = quotedEnd(text, start + 2);
  const agentEnd = text.startsWith(' "', refererEnd + 1) ? quotedEnd(text, refererEnd + 3) : -1;
  if (refererEnd === -1 || agentEnd === -1) return appendedMembers(text.slice(start));
  return list(
    someText('http.request.header.referer', decodeQuoted(text.slice(start + 2, refererEnd))),
    someText('user_agent.original', decodeQuoted(text.slice(refererEnd + 3, agentEnd))),
    appendedMembers(text.slice(agentEnd + 1)),
  );
}
