// The screen's files, read once and served from memory: hashed ones for ever, the others with an ETag, all of them
// compressed beforehand.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import type { Route } from './http-server.ts';

interface StaticFile {
  readonly type: string;
  readonly cacheControl: string;
  readonly etag: string;
  /** By content encoding; `identity` is always there. */
  readonly bodies: ReadonlyMap<string, Buffer>;
}

const types = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.json', 'application/json'],
  ['.woff2', 'font/woff2'],
  ['.png', 'image/png'],
]);

/** Encodings in the order of preference, and how their files end. */
const encodings = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/** What the screen may do: nothing inline, nothing from elsewhere, and no text that becomes script. */
export const screenPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/**
 * Serves the folder. Addresses of the screen itself, which have no file, get index.html when a person's browser
 * navigates there; everything else is left to the next route. Without the folder it serves nothing.
 */
export function staticFiles(folder: string): Route {
  const files = readFiles(folder);
  const index = files.get('/index.html');
  return (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const file = files.get(path) ?? (isAddressOfScreen(path, request) ? index : undefined);
    if (!file) return false;
    answer(file, request, response);
    return true;
  };
}

function isAddressOfScreen(path: string, { headers }: IncomingMessage): boolean {
  const isOfApi = /^\/(?:api|ingest|healthz|readyz|metrics|v1)(?:\/|$)/.test(path);
  return !isOfApi && (headers.accept ?? '').includes('text/html');
}

function answer(file: StaticFile, request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('Cache-Control', file.cacheControl);
  response.setHeader('Vary', 'Accept-Encoding, Accept');
  response.setHeader('ETag', file.etag);
  if (file.type.startsWith('text/html')) {
    response.setHeader('Content-Security-Policy', screenPolicy);
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  }
  if (isKnown(request.headers['if-none-match'], file.etag)) {
    response.writeHead(304).end();
    return;
  }
  const encoding = chooseEncoding(request.headers['accept-encoding'], file);
  const body = file.bodies.get(encoding) ?? Buffer.alloc(0);
  if (encoding !== 'identity') response.setHeader('Content-Encoding', encoding);
  response.writeHead(200, { 'Content-Type': file.type, 'Content-Length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
}

const isKnown = (header: string | undefined, etag: string) =>
  (header ?? '').split(',').some((known) => known.trim().replace(/^W\//, '') === etag);

function chooseEncoding(header: string | string[] | undefined, { bodies }: StaticFile): string {
  const accepted = String(header ?? '')
    .split(',')
    .filter((part) => !/;\s*q=0(?:\.0+)?\s*$/.test(part))
    .map((part) => part.split(';', 1)[0]?.trim().toLowerCase());
  const found = encodings.find(([name]) => accepted.includes(name) && bodies.has(name));
  return found?.[0] ?? 'identity';
}

function readFiles(folder: string): Map<string, StaticFile> {
  const files = new Map<string, StaticFile>();
  for (const name of namesIn(folder)) {
    const type = types.get(extname(name));
    if (type === undefined) continue;
    const path = join(folder, name);
    const body = readFileSync(path);
    const bodies = new Map<string, Buffer>([['identity', body]]);
    for (const [encoding, ending] of encodings) {
      const compressed = readIfThere(path + ending);
      if (compressed) bodies.set(encoding, compressed);
    }
    const isHashed = name.startsWith('assets/');
    files.set(`/${name}`, {
      type,
      cacheControl: isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
      etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
      bodies,
    });
  }
  return files;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch {
    // The screen was not built.
    return [];
  }
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
