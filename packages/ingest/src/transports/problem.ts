// Refusals as problem documents. https://www.rfc-editor.org/rfc/rfc9457
import { type GroundcrewError, problemDocument } from '@groundcrew/runtime';

/** Bounds of Retry-After in seconds, jitter included. */
const RETRY_SECONDS_MAX = 30;

/** The document's text. */
export function problemJson(error: GroundcrewError): string {
  return `${JSON.stringify(problemDocument(error))}\n`;
}

/**
 * Seconds for Retry-After, or undefined if sending again is no use. `random` in [0, 1) spreads the clients,
 * so that they do not all come back in the same second.
 */
export function retryAfterSeconds(
  status: number,
  least: number | undefined,
  random: number,
): number | undefined {
  if (status !== 503 && status !== 429) return undefined;
  const atLeast = Math.max(1, Math.ceil(least ?? 1));
  return Math.min(RETRY_SECONDS_MAX, atLeast + Math.floor(random * (2 * atLeast + 1)));
}
