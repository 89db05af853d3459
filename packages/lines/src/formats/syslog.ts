// Syslog as files have it: RFC 3164 as rsyslog writes it, the same with a time of RFC 3339, and RFC 5424.
import type { FoundLine, LineContext } from './format.ts';
import { type LeadingTime, leadingTime } from './leading-time.ts';
import { list, type Members, someNumber, someText, textMember } from './members.ts';
import { structuredData } from './syslog-data.ts';
import { yearOf } from './text-shapes.ts';
import { monthNumber } from './time-writer.ts';

const months = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec';
const priority = /^<(\d{1,3})>/;
const oldTime = new RegExp(
  String.raw`^(${months}) ([ \d]\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))? `,
);
/** Host, program and its process id: `web-1 sshd[123]: message`. */
const origin = /^(\S{1,255}) ([^\s:[\]]{1,128}(?:\/[^\s:[\]]{1,64})?)(?:\[(\d{1,10})\])?: ?/;
const newHeader = /^1 (\S{1,64}) (\S{1,255}) (\S{1,48}) (\S{1,128}) (\S{1,32}) /;

const levels = ['emergency', 'alert', 'critical', 'error', 'warning', 'notice', 'info', 'debug'];
const facilities =
  'kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp security console solaris-cron local0 local1 local2 local3 local4 local5 local6 local7'.split(
    ' ',
  );

/** A line of syslog. */
export function readSyslog(text: string, context: LineContext): FoundLine | undefined {
  const found = priority.exec(text);
  const value = Number(found?.[1] ?? -1);
  if (value > 191) return undefined;
  const rest = found ? text.slice(found[0].length) : text;
  const ranked = found ? priorityMembers(value) : '';
  return (found && readNew(rest, ranked, context)) || readOld(rest, ranked, context);
}

const priorityMembers = (value: number): Members =>
  list(
    textMember('level', levels[value % 8] ?? ''),
    textMember('syslog.facility', facilities[Math.floor(value / 8)] ?? ''),
  );

/** RFC 5424, which has its version behind the priority. */
function readNew(text: string, ranked: Members, context: LineContext): FoundLine | undefined {
  const header = newHeader.exec(text);
  if (!header) return undefined;
  const [all, stamp = '', host = '', program = '', pid = '', id = ''] = header;
  const time = stamp === '-' ? undefined : leadingTime(`${stamp} `, context)?.time;
  const data = structuredData(text, all.length);
  if (!data || (time === undefined && stamp !== '-')) return undefined;
  // A byte order mark says that the message is UTF-8.
  const message = text.slice(data.end).replace(/^ \uFEFF?/, '');
  return {
    time,
    members: list(
      ranked,
      textMember('message', message),
      someText('host', host),
      someText('service', program),
      someNumber('process.pid', pid) || someText('process.pid', pid),
      someText('syslog.msgid', id),
      data.members,
    ),
  };
}

function readOld(text: string, ranked: Members, context: LineContext): FoundLine | undefined {
  const time = readTime(text, context);
  const match = time && origin.exec(text.slice(time.end, time.end + 512));
  if (!time || !match) return undefined;
  const [all, host = '', program = '', pid = ''] = match;
  return {
    time: time.time,
    members: list(
      ranked,
      textMember('message', text.slice(time.end + all.length)),
      textMember('host', host),
      textMember('service', program),
      someNumber('process.pid', pid),
    ),
  };
}

function readTime(text: string, context: LineContext) {
  return syslogTime(text, context) ?? readIsoTime(text, context);
}

/** The time of RFC 3164 that a text starts with, with the space behind it; the year is guessed. */
export function syslogTime(text: string, context: LineContext): LeadingTime | undefined {
  const match = oldTime.exec(text);
  if (!match) return undefined;
  const [all, name = '', day, hour, minute, second, fraction = ''] = match;
  const month = monthNumber(name);
  const year = yearOf(month, context.readNs);
  const time = context.times.write(`${year} ${all.slice(0, 15)}`, fraction, '', () => ({
    year,
    month,
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
  }));
  return time === undefined ? undefined : { time, end: all.length, isOpen: false };
}

/** rsyslog's newer default. A zone tells it from an application's own log. */
function readIsoTime(text: string, context: LineContext) {
  if (!/^\d{4}-\d\d-\d\dT[\d:.]{8,25}(?:Z|[+-]\d\d:\d\d) /.test(text)) return undefined;
  const time = leadingTime(text, context);
  return time && { time: time.time, end: time.end + 1 };
}
