// What the tests of framing share.
import { frameLines, type FramedLines, type LineLimits } from '../framing/lines.ts';

/** The defaults of the configuration. */
export const defaultLineLimits: LineLimits = { maxLineBytes: 262_144, maxDepth: 64 };

/** Frames a body and returns its lines as text. */
export function linesOf(body: string | Buffer, limits = defaultLineLimits): string[] {
  return textsOf(frameLines(Buffer.from(body), limits));
}

/** All lines as text. */
export function textsOf(framed: FramedLines): string[] {
  return framed.lines.flatMap((lines) => lines.body.toString().split('\n'));
}
