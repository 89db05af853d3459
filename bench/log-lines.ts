// Realistic JSON log lines, the same for the same seed: a small web shop's requests.

/** mulberry32: a small seeded generator of uniform numbers in [0, 1). */
function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const services = ['api', 'web', 'worker', 'billing', 'auth', 'search', 'mailer', 'gateway'];
const levels = ['DEBUG', 'INFO', 'INFO', 'INFO', 'INFO', 'INFO', 'WARN', 'ERROR'];
const paths = [
  '/users',
  '/orders',
  '/cart',
  '/login',
  '/products',
  '/search',
  '/health',
  '/checkout',
];
const methods = ['GET', 'POST', 'PUT'];

/** What the queries look for, so that every run and every peer is asked the same. */
export interface KnownLine {
  requestId: string;
  /** A word that occurs in one message, or a few. */
  rareWord: string;
}

/** The bodies of requests: `linesPerBody` lines each, and what is known to be in them. */
export interface LogLines {
  bodies: Buffer[];
  lines: number;
  /** Of the lines, whatever the bodies wrap them in. */
  sizeBytes: number;
  known: KnownLine;
  startMs: number;
  endMs: number;
}

/** How lines become requests, and which lines they are. */
export interface LogLinesOptions {
  /** Other seeds give other lines. */
  seed?: number;
  /** Time of the first line; without it one o'clock (UTC) of a day so long ago that no line is from the future. */
  startMs?: number;
  /** Makes a request's body of its lines; without it one line after the other. */
  encode?: (lines: readonly string[]) => Buffer;
}

const onePerLine = (lines: readonly string[]) => Buffer.from(`${lines.join('\n')}\n`);
const dayMs = 86_400_000;
/** Twenty million lines take nine days. */
const gapMs = (9 * dayMs) / 20_000_000;
/** Longer than all loads beside twenty million lines. */
const daysAgo = 30;
const oneOClock = () => (Math.floor(Date.now() / dayMs) - daysAgo) * dayMs + 3_600_000;

/** Makes `count` lines in bodies of about `bodyBytes` of lines, or of `linesPerBody` lines when given. */
export function makeLogLines(
  count: number,
  cut: { bodyBytes?: number; linesPerBody?: number },
  { seed = 42, startMs = oneOClock(), encode = onePerLine }: LogLinesOptions = {},
): LogLines {
  const random = seeded(seed);
  const pick = <T>(items: readonly T[]): T => items[(random() * items.length) | 0] as T;
  const hex = (digits: number) => {
    let text = '';
    while (text.length < digits)
      text += ((random() * 0x100000000) >>> 0).toString(16).padStart(8, '0');
    return text.slice(0, digits);
  };
  const bodies: Buffer[] = [];
  const known: KnownLine = { requestId: '', rareWord: '' };
  let pending: string[] = [];
  let pendingBytes = 0;
  let timeMs = startMs;
  let sizeBytes = 0;
  const flush = () => {
    if (pending.length === 0) return;
    bodies.push(encode(pending));
    sizeBytes += pendingBytes;
    pending = [];
    pendingBytes = 0;
  };
  for (let index = 0; index < count; index++) {
    timeMs += random() * 2 * gapMs;
    const requestId = `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
    const order = (random() * 100000) | 0;
    const path = pick(paths);
    if (index === count >> 1) {
      known.requestId = requestId;
      known.rareWord = `${path.slice(1)}${order}`;
    }
    const line = JSON.stringify({
      timestamp: new Date(timeMs).toISOString(),
      level: pick(levels),
      service: pick(services),
      host: `node-${(random() * 20) | 0}`,
      message: `${pick(methods)} ${path}${order} finished in ${(random() * 300).toFixed(2)}ms`,
      request_id: requestId,
      trace_id: hex(32),
      path,
      status: random() < 0.95 ? 200 : pick([400, 404, 500, 503]),
      duration_ms: Math.round(random() * 300000) / 1000,
      user_id: (random() * 1e6) | 0,
      version: 'a87f9a2',
    });
    pending.push(line);
    pendingBytes += line.length + 1;
    if (
      pending.length >= (cut.linesPerBody ?? Infinity) ||
      pendingBytes >= (cut.bodyBytes ?? Infinity)
    )
      flush();
  }
  flush();
  return { bodies, lines: count, sizeBytes, known, startMs, endMs: Math.ceil(timeMs) + 1 };
}
