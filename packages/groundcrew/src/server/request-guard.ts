// While no login is needed, a web page the user has open must not be able to use the server in their name: neither by
// a name that an attacker's DNS points at 127.0.0.1 (DNS rebinding), nor by requests across sites (CSRF).
import type { IncomingMessage } from 'node:http';
import { GroundcrewError, quote } from '@groundcrew/runtime';
import { isLoopbackAddress } from './listen-address.ts';

/** Why a request must be refused (403), or undefined when it may go on. `boundName` is the address as configured. */
export function refusal(request: IncomingMessage, boundName: string): GroundcrewError | undefined {
  const { host, origin } = request.headers;
  const name = hostName(host);
  if (name === undefined || !isOurName(name, boundName)) {
    return refuse('host-refused', `cannot answer for the host ${quote(host ?? '')}`);
  }
  if (origin !== undefined && originHost(origin) !== host?.toLowerCase()) {
    return refuse('origin-refused', `cannot answer a page of ${quote(origin)}`);
  }
  const isFromOtherSite = request.headers['sec-fetch-site'] === 'cross-site';
  // Following a link is what a user does; it is a GET and its answer goes to no page.
  if (isFromOtherSite && request.headers['sec-fetch-mode'] !== 'navigate') {
    return refuse('origin-refused', 'cannot answer a page of another site');
  }
  return undefined;
}

function refuse(code: string, message: string): GroundcrewError {
  return new GroundcrewError(code, message, {
    status: 403,
    hint: 'without tokens only this machine is served, under its own names; "groundcrew token create" makes a token',
  });
}

/** The name within a Host header, without port and brackets; undefined if it is not of that form. */
function hostName(host: string | undefined): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:@/\\?#[\]\s]+))(?::\d{1,5})?$/i.exec(host ?? '');
  return (match?.[1] ?? match?.[2])?.toLowerCase();
}

function isOurName(name: string, boundName: string): boolean {
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  return name === boundName.toLowerCase() || isLoopbackAddress(name);
}

/** Host and port of an Origin header; undefined for `null` and nonsense. */
function originHost(origin: string): string | undefined {
  return /^https?:\/\/([^/?#@\s]+)$/i.exec(origin)?.[1]?.toLowerCase();
}
