// Server-sent events. https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
import { GroundcrewError } from '@groundcrew/runtime';

/** One event. */
export interface ServerEvent {
  /** `message` when the stream does not name it. */
  readonly type: string;
  readonly data: string;
  /** The last id seen, "" before the first. */
  readonly id: string;
}

const pendingCharactersMax = 64 * 1024 * 1024;

/** The events of a stream, in order; comments (heartbeats) are left out, an unfinished event at the end too. */
export async function* readEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent> {
  const event = new EventBuilder();
  for await (const line of linesOf(body)) {
    const finished = event.line(line);
    if (finished) yield finished;
  }
}

/** Lines ended by \n, \r\n or \r, empty ones included. */
async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    // A \r at the very end may be half of a \r\n: it waits for the next chunk.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    if (rest.length > pendingCharactersMax) {
      throw new GroundcrewError('answer-too-large', 'cannot follow: an event is too long');
    }
    yield* lines;
  }
}

class EventBuilder {
  #type = '';
  #data: string[] = [];
  #id = '';

  /** Takes a line; returns the event that an empty line finishes. */
  line(line: string): ServerEvent | undefined {
    if (line === '') return this.#finish();
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const text = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.#type = text;
    else if (field === 'data') this.#data.push(text);
    else if (field === 'id' && !text.includes('\0')) this.#id = text;
    return undefined;
  }

  #finish(): ServerEvent | undefined {
    const [type, data] = [this.#type || 'message', this.#data];
    this.#type = '';
    this.#data = [];
    return data.length === 0 ? undefined : { type, data: data.join('\n'), id: this.#id };
  }
}
