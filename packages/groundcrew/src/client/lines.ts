// A body as lines, for NDJSON. Bounded, since the other side may be anything.
import { GroundcrewError } from '@groundcrew/runtime';

/** Longer than any line the server lets in. */
const lineCharactersMax = 64 * 1024 * 1024;

/** The lines of a stream of bytes, without their ends; empty lines are left out. */
export async function* readLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > lineCharactersMax) {
      throw new GroundcrewError('answer-too-large', 'cannot read the answer: a line is too long');
    }
    for (const line of lines) if (line !== '') yield line;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}

/** The bytes of an answer; none when it has no body. */
export async function* bodyOf(answer: Response): AsyncGenerator<Uint8Array> {
  if (answer.body) yield* answer.body;
}
