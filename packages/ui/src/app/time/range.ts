// Spans of time: as the address writes them, as moments, and as people say them.
import { wallClock } from './zone.ts';

/** A span as the address writes it. */
export interface SpanText {
  readonly from: string;
  readonly to: string;
}

/** A span in milliseconds since the epoch. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

const unitsMs: Record<string, number> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const unitNames: Record<string, string> = {
  s: 'second',
  m: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
};

/** Spans offered at once. */
export const quickSpans = [
  '-5m',
  '-15m',
  '-1h',
  '-4h',
  '-12h',
  '-1d',
  '-2d',
  '-7d',
  '-30d',
  '-90d',
];

/** Records of clocks that run ahead are shown too. */
export const graceMs = 60_000;

/** The question of a span. It reaches a little further when it ends now: clocks of senders may run ahead. */
export function questionOf(
  query: string,
  text: SpanText,
  { startMs, endMs }: Span,
): Span & { readonly query: string } {
  return { query, startMs, endMs: isOpenEnded(text) ? endMs + graceMs : endMs };
}

const isOpenEnded = (text: SpanText) => text.to === '' || isRelative(text);

/** The length of a relative time such as `-15m`, or undefined when it is none. */
export function relativeMs(text: string): number | undefined {
  const match = /^-(\d{1,6})([smhdw])$/.exec(text);
  const unitMs = unitsMs[match?.[2] ?? ''];
  return match && unitMs !== undefined ? Number(match[1]) * unitMs : undefined;
}

/** Whether the span moves with time. */
export const isRelative = ({ from, to }: SpanText) => to === '' && relativeMs(from) !== undefined;

/** Whether both ends can be read, and stand in order. */
export function isReadable({ from, to }: SpanText): boolean {
  const [startMs, endMs] = [Date.parse(from), Date.parse(to)];
  if (to !== '' && Number.isNaN(endMs)) return false;
  if (relativeMs(from) !== undefined) return true;
  return !Number.isNaN(startMs) && (to === '' || startMs < endMs);
}

/** The moments of a span; what cannot be read is the last hour. */
export function resolveSpan({ from, to }: SpanText, nowMs: number): Span {
  const absoluteEndMs = Date.parse(to);
  const endMs = to === '' || Number.isNaN(absoluteEndMs) ? nowMs : absoluteEndMs;
  const agoMs = relativeMs(from);
  if (agoMs !== undefined) return { startMs: Math.max(0, endMs - agoMs), endMs };
  const startMs = Date.parse(from);
  const isGood = !Number.isNaN(startMs) && startMs < endMs;
  return { startMs: isGood ? Math.max(0, startMs) : endMs - (unitsMs['h'] ?? 0), endMs };
}

/** Moments as the address writes them. */
export function absoluteSpan({ startMs, endMs }: Span): SpanText {
  const text = (ms: number) => new Date(Math.round(ms)).toISOString();
  return { from: text(startMs), to: text(Math.max(endMs, startMs + 1)) };
}

/** The span beside this one, of the same length. */
export function neighbour({ startMs, endMs }: Span, direction: -1 | 1): Span {
  const lengthMs = endMs - startMs;
  return { startMs: startMs + direction * lengthMs, endMs: endMs + direction * lengthMs };
}

/** Twice as long around the same middle, not beyond now. */
export function widened({ startMs, endMs }: Span, nowMs: number): Span {
  const half = (endMs - startMs) / 2;
  const end = Math.min(endMs + half, Math.max(nowMs, endMs));
  return { startMs: Math.max(0, end - half * 4), endMs: end };
}

/** `Last 15 minutes`, or both ends on the zone's clocks. */
export function spanLabel(span: SpanText, zone: string, nowMs: number): string {
  const match = /^-(\d+)([smhdw])$/.exec(span.from);
  if (span.to === '' && match) {
    const [, count = '', unit = ''] = match;
    const name = unitNames[unit] ?? '';
    return count === '1' ? `Last ${name}` : `Last ${count} ${name}s`;
  }
  const { startMs, endMs } = resolveSpan(span, nowMs);
  const start = wallClock(startMs, zone);
  const end = span.to === '' ? 'now' : wallClock(endMs, zone);
  const isSameDay = start.slice(0, 10) === end.slice(0, 10);
  const short = (text: string) =>
    text
      .replace('T', ' ')
      .replace(/(:00)?\.000$/, '')
      .replace(/\.\d+$/, '');
  return `${short(start)} – ${end === 'now' ? end : short(isSameDay ? end.slice(11) : end)}`;
}
