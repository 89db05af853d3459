// Refusals as problem documents, the same from the API, a receiver and the server around them.
// https://www.rfc-editor.org/rfc/rfc9457
import { STATUS_CODES } from 'node:http';
import type { GroundcrewError } from './errors.ts';

/** The members of an error's problem document; those that are undefined vanish when it is written as JSON. */
export function problemDocument(error: GroundcrewError): Record<string, unknown> {
  return {
    ...error.extra,
    type: `urn:groundcrew:problem:${error.code}`,
    title: STATUS_CODES[error.status] ?? 'Refused',
    status: error.status,
    detail: error.message,
    code: error.code,
    hint: error.hint,
  };
}
