// Groundcrew's own structured log: pino, to standard error, one JSON object a line.
import pino from 'pino';

/** The part of pino that packages use; tests pass {@link silentLog}. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: Record<string, unknown>): Log;
}

/** Opens the program's log. `level` is pino's: debug, info, warn, error or silent. */
export function openLog(level: string): Log {
  return pino(
    { level, base: { service: 'groundcrew' }, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  );
}

/** A log that writes nothing. */
export const silentLog: Log = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => silentLog,
};
