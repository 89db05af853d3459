// The address to listen on, from its text to something to bind.
import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { GroundcrewError, quote } from '@groundcrew/runtime';

/** Where the HTTP server listens. */
export interface ListenAddress {
  /** As written, without brackets: what a client may put into its Host header. */
  readonly name: string;
  /** The IP address to bind. */
  readonly host: string;
  readonly port: number;
  /** True when only this machine can connect. */
  readonly isLoopback: boolean;
}

/** Reads `HOST:PORT`, `[::1]:PORT`, `:PORT` (loopback) or `PORT`. Throws `config-invalid`. */
export function parseListen(text: string): { name: string; port: number } {
  const match = /^(?:(?:\[([^\]]+)\]|([^:[\]]*)):)?(\d{1,5})$/.exec(text.trim());
  const port = Number(match?.[3]);
  if (!match || port > 65_535) {
    throw new GroundcrewError(
      'config-invalid',
      `cannot listen on ${quote(text)}: it is no address`,
      {
        hint: 'write HOST:PORT, such as 127.0.0.1:4400 or [::1]:4400',
      },
    );
  }
  return { name: match[1] || match[2] || '127.0.0.1', port };
}

/** Finds the IP address, so that the one judged as loopback is the one bound. Throws `listen-failed`. */
export async function resolveListen(text: string): Promise<ListenAddress> {
  const { name, port } = parseListen(text);
  const host = isIP(name) ? name : await resolveName(name);
  return { name, host, port, isLoopback: isLoopbackAddress(host) };
}

async function resolveName(name: string): Promise<string> {
  try {
    return (await lookup(name)).address;
  } catch (error) {
    throw new GroundcrewError(
      'listen-failed',
      `cannot listen on ${quote(name)}: the host is not known`,
      {
        cause: error,
      },
    );
  }
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** True for 127.0.0.0/8, ::1 and the IPv4 ones written as IPv6. */
export function isLoopbackAddress(address: string): boolean {
  const version = isIP(address);
  return version !== 0 && loopback.check(address, version === 4 ? 'ipv4' : 'ipv6');
}

/** `host:port` for URLs: IPv6 in brackets. */
export function urlHost(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
