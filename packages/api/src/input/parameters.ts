// Query parameters as schemas. Only plain forms are read: a number is digits, and a parameter is given once.
import { z } from 'zod';

const textMax = 8192;

/** The search language's query. */
export const searchText = z
  .string()
  .max(textMax)
  .default('')
  .describe('What to search for, in the search language; everything when left out.')
  .meta({ examples: ['level:error service:billing "timed out"'] });

/** The span every search is about. */
export const spanParameters = {
  query: searchText,
  start: timeText('The earliest time, included; an hour ago when left out.').default('-1h'),
  end: timeText(
    'The latest time, excluded; when left out now, and a minute more for clocks that run ahead.',
  ).optional(),
};

/** A time as `parseTime` reads it. */
export function timeText(description: string) {
  return z
    .string()
    .max(64)
    .describe(
      `${description} RFC 3339, seconds, milliseconds, microseconds or nanoseconds since the epoch, or relative such as -15m.`,
    )
    .meta({ examples: ['2026-11-21T10:00:00Z', '-15m'] });
}

/** A whole number written in digits. */
export function wholeNumber(min: number, max: number) {
  return z
    .string()
    .regex(/^\d{1,15}$/, 'expected digits')
    .transform(Number)
    .pipe(z.int().min(min).max(max));
}

/** `true` or `false`. */
export const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
