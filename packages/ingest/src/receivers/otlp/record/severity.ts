// OpenTelemetry's severity number and text to one `level`, whose text the mapping turns back into the same number.
// https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber
import { severityNumber } from '@groundcrew/model';

/** Distinct pairs remembered; a program has a handful. */
const REMEMBERED_MAX = 256;

/** Longest text of a level; a longer one is none. */
const LEVEL_LENGTH_MAX = 1024;

/** Longest text remembered. */
const REMEMBERED_LENGTH_MAX = 64;

/** The members of a line that say how severe it is. */
export interface Severity {
  /** The member that says the level, with its comma; "" for unknown. */
  member: string;
  /** What the sender calls it, when the level could not be that. */
  text: string;
  /** A number outside of the scale; 0 otherwise. */
  strangeNumber: number;
}

/** Finds the members for numbers and texts, and remembers them. */
export class Severities {
  readonly #remembered = new Map<string, Severity>();

  of(number: number, text: string): Severity {
    const key = `${number} ${text}`;
    const known = this.#remembered.get(key);
    if (known) return known;
    const severity = severityOf(number, text);
    if (this.#remembered.size < REMEMBERED_MAX && text.length <= REMEMBERED_LENGTH_MAX) {
      this.#remembered.set(key, severity);
    }
    return severity;
  }
}

function severityOf(number: number, text: string): Severity {
  const isOnScale = number >= 1 && number <= 24;
  const strangeNumber = isOnScale ? 0 : number;
  if (!isOnScale || severityNumber(text) === number)
    return { member: memberOf(text), text: '', strangeNumber };
  return { member: memberOf(shortName(number)), text, strangeNumber };
}

function memberOf(level: string): string {
  const cut = level.slice(0, LEVEL_LENGTH_MAX).toWellFormed();
  return cut === '' ? '' : `"level":${JSON.stringify(cut)},`;
}

/** INFO for 9, INFO2 for 10 and so on. */
function shortName(number: number): string {
  const name = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'][Math.floor((number - 1) / 4)];
  const step = ((number - 1) % 4) + 1;
  return `${name}${step === 1 ? '' : step}`;
}
