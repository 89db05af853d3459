// What people append to nginx's combined format: times, the request id, the client behind a proxy.
import { list, type Members, someNumber, someText } from './members.ts';

const tokens =
  /([\w.-]{1,64})=(?:"([^"]{0,512})"|([^\s"]{1,512}))|"([^"]{0,512})"|([^\s"]{1,512})/g;
const tokensMax = 32;
const seconds = /^\d{1,9}\.\d{1,6}$/;
const upstreams = /^(?:\d{1,9}\.\d{1,6}|-)(?:(?:, | : |,|:)(?:\d{1,9}\.\d{1,6}|-))*$/;

const names: ReadonlyMap<string, string> = new Map([
  ...['rt', 'request_time', 'req_time', 'time', 'duration'].map(
    (name) => [name, 'http.request.duration_s'] as const,
  ),
  ...['urt', 'ut', 'upstream_response_time', 'upstream_time', 'upstream'].map(
    (name) => [name, 'http.upstream.duration_s'] as const,
  ),
  ...['rid', 'request_id', 'req_id', 'id', 'requestid'].map(
    (name) => [name, 'request_id'] as const,
  ),
]);

/** The members in what stands behind the known fields; times are in seconds. */
export function appendedMembers(text: string): Members {
  if (text.length < 2) return '';
  const found = new Map<string, string>();
  let count = 0;
  for (const [, key, quotedValue, bareValue, quotedToken, bare] of text.matchAll(tokens)) {
    if (++count > tokensMax) break;
    const value = quotedValue ?? bareValue ?? quotedToken ?? bare ?? '';
    const name = key === undefined ? positional(value, found) : names.get(key.toLowerCase());
    if (name !== undefined && !found.has(name)) found.set(name, value);
  }
  return list(
    secondsMember('http.request.duration_s', found),
    secondsMember('http.upstream.duration_s', found),
    someText('request_id', found.get('request_id') ?? ''),
    someText('http.request.header.x-forwarded-for', found.get('forwarded') ?? ''),
  );
}

/** What a value without a name is: the first time is the request's, the next the upstream's. */
function positional(value: string, found: ReadonlyMap<string, string>): string | undefined {
  if (!found.has('http.request.duration_s')) {
    if (seconds.test(value)) return 'http.request.duration_s';
    if (isAddresses(value)) return 'forwarded';
  } else if (upstreams.test(value) && value !== '-') return 'http.upstream.duration_s';
  return /^[0-9a-f]{32}$/.test(value) ? 'request_id' : undefined;
}

const isAddresses = (value: string) =>
  /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]+)(?:, ?[0-9A-Fa-f:.]+)*$/.test(value);

/** The time of several upstreams is that of all of them, as the client waited for each. */
function secondsMember(name: string, found: ReadonlyMap<string, string>): Members {
  const parts = (found.get(name) ?? '').split(/[,: ]+/).filter((part) => seconds.test(part));
  if (parts.length === 0) return '';
  const [only = ''] = parts;
  const sum = parts.reduce((all, part) => all + Number(part), 0);
  return someNumber(name, parts.length === 1 ? only : sum.toFixed(3));
}
