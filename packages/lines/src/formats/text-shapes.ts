// The shapes of lines that widely used loggers write by default, with what each part is.
import type { FoundLine, LineContext } from './format.ts';
import { leadingTime } from './leading-time.ts';
import { list, type Members, someNumber, someText, textMember } from './members.ts';
import { requestMembers } from './request-members.ts';

/** Parts of a shape by the names of its groups. */
type Parts = Readonly<Record<string, string | undefined>>;

const level = String.raw`(?<level>TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL|SEVERE)`;

/** What may follow a time. The first that matches counts. */
const afterTimes: readonly RegExp[] = [
  // Python's usual basicConfig: ` - name - LEVEL - message`.
  new RegExp(String.raw`^ - (?<logger>[\w.$<>/-]{1,200}) - ${level} - (?<message>.*)$`, 's'),
  // gunicorn: ` [123] [INFO] message`.
  new RegExp(String.raw`^ \[(?<pid>\d{1,10})\] \[${level}\] (?<message>.*)$`, 's'),
  // Spring Boot: `  INFO 123 --- [app] [main] o.s.Logger : message`.
  new RegExp(
    String.raw`^ +${level} (?<pid>\d{1,10}) --- (?:\[[^\]]{1,100}\] )?\[ *(?<thread>[^\]]{1,100})\] (?<logger>\S{1,200}) *: (?<message>.*)$`,
    's',
  ),
  // log4j and logback: ` [main] INFO  logger - message` and ` INFO [main] logger - message`.
  new RegExp(
    String.raw`^ \[(?<thread>[^\]]{1,100})\] ${level} +(?<logger>[\w.$]{1,200}) ?(?: -|:) (?<message>.*)$`,
    's',
  ),
  new RegExp(
    String.raw`^ ${level} +\[(?<thread>[^\]]{1,100})\] (?<logger>[\w.$]{1,200}) ?(?: -|:) (?<message>.*)$`,
    's',
  ),
  // Rust's env_logger: `[2024-01-01T10:00:00Z INFO  app::module] message`.
  new RegExp(String.raw`^ ${level} +(?<logger>[\w:]{1,200})\] (?<message>.*)$`, 's'),
  // MySQL: ` 0 [Warning] [MY-010068] [Server] message`.
  /^ (?<thread>\d{1,10}) \[(?<level>System|Note|Warning|Error)\] (?:\[(?<code>MY-\d+)\] )?(?:\[(?<logger>\w+)\] )?(?<message>.*)$/s,
  // PostgreSQL: ` [123] user@db ERROR:  message`.
  /^ \[(?<pid>\d{1,10})(?:-\d+)?\]:? (?<origin>(?:\S{1,100} )?)(?<level>DEBUG\d?|LOG|INFO|NOTICE|WARNING|ERROR|FATAL|PANIC):  (?<message>.*)$/s,
  // PHP: ` PHP Warning:  message`.
  /^ (?<message>PHP (?<level>Notice|Warning|Deprecated|Fatal error|Parse error|Recoverable fatal error):  .*)$/s,
];

const levels: ReadonlyMap<string, string> = new Map([
  ['System', 'info'],
  ['Deprecated', 'notice'],
  ['Fatal error', 'fatal'],
  ['Parse error', 'fatal'],
  ['Recoverable fatal error', 'error'],
  // PostgreSQL's panic takes the server down; its LOG is information.
  ['LOG', 'info'],
]);

/** Members of the text after a time when it has one of the shapes. */
export function afterTime(text: string): Members | undefined {
  const request = text.startsWith(' "') ? bareRequest.exec(text) : null;
  if (request) return list(requestOf(request.groups ?? {}), textMember('message', text.trim()));
  // All shapes begin so.
  if (!/^ (?:[-[A-Z ]|\d+ \[)/.test(text)) return undefined;
  for (const shape of afterTimes) {
    const match = shape.exec(text);
    if (match) return shapeMembers(match.groups ?? {});
  }
  return undefined;
}

function shapeMembers(parts: Parts): Members {
  const word = parts['level'] ?? '';
  const name = levels.get(word) ?? word.replace(/^DEBUG\d$/, 'DEBUG');
  return list(
    textMember('level', name),
    textMember('message', `${parts['origin'] ?? ''}${parts['message'] ?? ''}`),
    someText('scope.name', parts['logger'] ?? ''),
    someText('thread.name', (parts['thread'] ?? '').trim()),
    someNumber('process.pid', parts['pid'] ?? ''),
    someText('error.code', parts['code'] ?? ''),
  );
}

/** Django's server after its time: ` "GET /path HTTP/1.1" 200 123`. */
const bareRequest =
  /^ "(?<method>[A-Z]{3,10}) (?<target>[^" ]{1,8192}) HTTP\/(?<version>[0-9.]+)" (?<status>\d{3}) (?<size>\d+|-)$/;

/** uvicorn: `INFO:     127.0.0.1:5000 - "GET /path HTTP/1.1" 200 OK`. */
const uvicorn =
  /^(?<level>INFO): {1,8}(?<client>[0-9A-Fa-f.:[\]]{2,50}):(?<port>\d{1,5}) - "(?<method>[A-Z]{3,10}) (?<target>[^" ]{1,8192}) HTTP\/(?<version>[0-9.]+)" (?<status>\d{3})(?: [\w' -]*)?$/;

function requestOf(parts: Parts): Members {
  return requestMembers({
    method: parts['method'] ?? '',
    target: parts['target'] ?? '',
    version: parts['version'] ?? '',
    status: parts['status'] ?? '',
    size: parts['size'] ?? '',
  });
}

/** Python's default: `WARNING:name:message`. */
const pythonDefault =
  /^(?<level>DEBUG|INFO|WARNING|ERROR|CRITICAL):(?<logger>[A-Za-z_][\w.]{0,200}):(?<message>.*)$/s;
/** Ruby's Logger and Rails: `I, [2024-01-01T10:00:00.123456 #123]  INFO -- name: message`. */
const ruby =
  /^[DIWEFA], (?<time>\[[-0-9T:. +]{19,40}?)(?: ?#(?<pid>\d{1,10}))?\] +(?<level>DEBUG|INFO|WARN|ERROR|FATAL|ANY) -- (?<logger>[^:]{0,200}): (?<message>.*)$/s;
/** Redis: `123:M 01 Jan 2024 10:00:00.123 * message`. */
const redis =
  /^(?<pid>\d{1,10}):(?<role>[XCSM]) (?<time>\d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d\.\d{3}) (?<level>[.*#-]) (?<message>.*)$/s;
const redisLevels: ReadonlyMap<string, string> = new Map([
  ['.', 'debug'],
  ['-', 'verbose'],
  ['*', 'notice'],
  ['#', 'warning'],
]);
/** Kubernetes' klog and glog: `E0102 03:04:05.678901   12 file.go:12] message`. */
const klog =
  /^(?<level>[IWEF])(?<month>\d\d)(?<day>\d\d) (?<clock>\d\d:\d\d:\d\d)\.(?<fraction>\d{6}) +(?<pid>\d{1,10}) (?<place>[^\]\s]{1,200})\] (?<message>.*)$/s;

/** A line that does not begin with its time, in one of the shapes. */
export function wholeLine(text: string, context: LineContext): FoundLine | undefined {
  const first = text.charCodeAt(0);
  if (first >= 0x30 && first <= 0x39) return redisLine(text, context);
  if (first < 0x41 || first > 0x5a) return undefined;
  const request = uvicorn.exec(text)?.groups;
  if (request) return uvicornLine(text, request);
  const python = pythonDefault.exec(text)?.groups;
  if (python) return { time: undefined, members: shapeMembers(python) };
  return rubyLine(text, context) ?? klogLine(text, context);
}

function uvicornLine(text: string, parts: Parts): FoundLine {
  const client = (parts['client'] ?? '').replaceAll(/[[\]]/g, '');
  return {
    time: undefined,
    members: list(
      requestOf(parts),
      someText('client.address', client),
      someNumber('client.port', parts['port'] ?? ''),
      textMember('message', text),
    ),
  };
}

function redisLine(text: string, context: LineContext): FoundLine | undefined {
  const parts = redis.exec(text)?.groups;
  const time = parts && leadingTime(parts['time'] ?? '', context)?.time;
  if (!parts || time === undefined) return undefined;
  const members = shapeMembers({ ...parts, level: redisLevels.get(parts['level'] ?? '') });
  return { time, members: list(members, textMember('redis.role', parts['role'] ?? '')) };
}

function rubyLine(text: string, context: LineContext): FoundLine | undefined {
  const parts = ruby.exec(text)?.groups;
  const time = parts && leadingTime(`${(parts['time'] ?? '').trim()}]`, context)?.time;
  if (!parts || time === undefined) return undefined;
  const level = parts['level'] === 'ANY' ? 'info' : parts['level'];
  return { time, members: shapeMembers({ ...parts, level }) };
}

const klogLevels: ReadonlyMap<string, string> = new Map([
  ['I', 'info'],
  ['W', 'warning'],
  ['E', 'error'],
  ['F', 'fatal'],
]);

function klogLine(text: string, context: LineContext): FoundLine | undefined {
  const parts = klog.exec(text)?.groups;
  if (!parts) return undefined;
  const month = Number(parts['month']);
  const year = yearOf(month, context.readNs);
  const clock = parts['clock'] ?? '';
  const dated = `${year}-${parts['month']}-${parts['day']} ${clock}.${parts['fraction']}`;
  const time = leadingTime(dated, context)?.time;
  if (time === undefined) return undefined;
  const members = shapeMembers({ ...parts, level: klogLevels.get(parts['level'] ?? '') });
  return { time, members: list(members, someText('code.location', parts['place'] ?? '')) };
}

/** The year of a month that is written without one: the last that is not months ahead of when it was read. */
export function yearOf(month: number, readNs: bigint): number {
  const read = new Date(Number(readNs / 1_000_000n));
  const monthNow = read.getUTCMonth() + 1;
  if (month > monthNow + 1) return read.getUTCFullYear() - 1;
  // A clock ahead of ours on the eve of a year.
  return month === 1 && monthNow === 12 && read.getUTCDate() === 31
    ? read.getUTCFullYear() + 1
    : read.getUTCFullYear();
}
