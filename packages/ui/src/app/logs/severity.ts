// Levels as the screen shows them.

/** Levels from the gravest on, which is also the order of legends. */
export const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'unknown'] as const;
export type Level = (typeof levels)[number];

/** The level of an OpenTelemetry severity. */
export function levelOf(severityNumber: number): Level {
  if (severityNumber < 1 || severityNumber > 24) return 'unknown';
  return (
    (['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const)[
      Math.floor((severityNumber - 1) / 4)
    ] ?? 'unknown'
  );
}

/** Three letters for a narrow column. */
export const levelCodes: Record<Level, string> = {
  fatal: 'FTL',
  error: 'ERR',
  warn: 'WRN',
  info: 'INF',
  debug: 'DBG',
  trace: 'TRC',
  unknown: '···',
};

/** The custom property with a level's colour. */
export const levelColor = (level: Level) => `--level-${level}`;

/** A level's name as the API writes it, or `unknown`. */
export const levelNamed = (name: unknown): Level =>
  levels.find((level) => level === name) ?? 'unknown';
