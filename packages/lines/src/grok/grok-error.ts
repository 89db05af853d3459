// The one error of grok patterns.
import { GroundcrewError, quote } from '@groundcrew/runtime/light';

/** A pattern that cannot be compiled, for a reason its author can mend. */
export function grokError(pattern: string, reason: string, cause?: unknown): GroundcrewError {
  return new GroundcrewError(
    'GROK_INVALID',
    `cannot compile grok pattern ${quote(pattern)}: ${reason}`,
    {
      status: 400,
      cause,
    },
  );
}
