// Checks of builders' inputs: everything is bounded, and a refusal names the parameter.
import { GroundcrewError } from '@groundcrew/runtime';

/** The error of a parameter out of its bounds: `bad-parameter`, 400, `extra: { parameter }`. */
export function badParameter(parameter: string, expected: string): GroundcrewError {
  return new GroundcrewError(
    'bad-parameter',
    `cannot read logs: ${parameter} must be ${expected}`,
    {
      status: 400,
      extra: { parameter },
    },
  );
}

/** Throws `bad-parameter` unless it is a whole number from `min` to `max`. */
export function checkInteger(
  parameter: string,
  number: number,
  { min, max }: { min: number; max: number },
): void {
  if (!Number.isInteger(number) || number < min || number > max) {
    throw badParameter(parameter, `a whole number from ${min} to ${max}`);
  }
}

/** Throws `bad-parameter` unless it is one of the choices. */
export function checkChoice(parameter: string, choice: string, choices: readonly string[]): void {
  if (!choices.includes(choice)) throw badParameter(parameter, `one of ${choices.join(', ')}`);
}
