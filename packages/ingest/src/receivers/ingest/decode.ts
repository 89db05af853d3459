// Bytes of `POST /ingest` → lines. https://github.com/ndjson/ndjson-spec, https://www.rfc-editor.org/rfc/rfc8259, or plain text.
// The store reads the lines and maps their fields; here they are only told apart.
import { frameLines } from '../../framing/lines.ts';
import type { Decode } from '../receiver.ts';

/** Decodes a body by its content. */
export const decode: Decode = (bytes, intake) => {
  const framed = frameLines(bytes, intake.limits);
  for (const lines of framed.lines) intake.lines(lines);
  if (framed.cut > 0) intake.cut(framed.cut);
};
