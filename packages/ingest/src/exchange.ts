// One request of telemetry over HTTP from its head to its answer: admitted, read, kept, answered in its protocol's form.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { refusals } from './errors.ts';
import type { ReceiverMetrics } from './ingest-metrics.ts';
import type { ActiveRequest } from './active-requests.ts';
import { keepBody, refusalOf, type RequestContext } from './keep.ts';
import type { Dialect } from './receivers/receiver.ts';
import type { ByteAccount } from './transports/byte-budget.ts';
import { type Encoding, parseEncoding } from './transports/encodings.ts';
import { answerRefused, writeAnswer } from './transports/http-answer.ts';
import { noDefaults, type RequestDefaults } from './transports/request-defaults.ts';
import { isTooSlow, Upload } from './transports/upload.ts';

/** Where a request goes. */
export interface Route {
  /** By the request's Content-Type, "" for none. */
  readonly choose: (contentType: string) => Dialect;
  readonly metrics: ReceiverMetrics;
}

const IDEMPOTENCY_KEY_LENGTH_MAX = 256;

/** One exchange. It gives back what it took of the shared budget however it ends. */
export class Exchange implements ActiveRequest {
  place = -1;
  readonly #context: RequestContext;
  readonly #route: Route;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #account: ByteAccount;
  readonly #dialect: Dialect;
  #defaults: RequestDefaults = noDefaults;
  #encoding: Encoding | 'none' = 'none';
  #key: string | undefined;
  #upload: Upload | undefined;

  constructor(
    context: RequestContext,
    route: Route,
    request: IncomingMessage,
    response: ServerResponse,
  ) {
    this.#context = context;
    this.#route = route;
    this.#request = request;
    this.#response = response;
    this.#account = context.budget.open();
    this.#dialect = route.choose(request.headers['content-type'] ?? '');
  }

  /** Begins. `query` is the part of the address after its question mark. */
  start(query: string, awaitsContinue: boolean): void {
    try {
      this.#admit(query);
    } catch (error) {
      this.refuse(error);
      return;
    }
    if (awaitsContinue) this.#response.writeContinue();
    this.#upload = new Upload(
      this.#request,
      {
        account: this.#account,
        maxBytes: this.#context.limits.maxBodyBytes,
        nowMs: this.#context.clock.monotonicMs(),
      },
      {
        complete: (body) => this.#keep(body),
        refused: (error) => this.refuse(error),
        aborted: () => this.#abort(),
      },
    );
  }

  checkSpeed(nowMs: number): void {
    const upload = this.#upload;
    const { minBytesPerSecond } = this.#context.limits;
    if (upload && isTooSlow(upload, minBytesPerSecond, nowMs)) {
      upload.refuse(refusals.uploadTooSlow(minBytesPerSecond));
    }
  }

  /** Answers with a refusal and ends. */
  refuse(error: unknown): void {
    const problem = refusalOf(error, this.#context.log);
    this.#route.metrics.rejected(problem.code);
    this.#finish();
    const answer = this.#dialect.refused(problem);
    const connection = { request: this.#request, response: this.#response };
    answerRefused(connection, problem, answer, this.#context.random());
  }

  /** Everything that can be refused before the body has been read. Throws the refusal. */
  #admit(query: string): void {
    const { headers } = this.#request;
    const { access, limits, defaults } = this.#context;
    const { id } = access.check(headers.authorization, 'ingest');
    if (this.#dialect.refusal) throw this.#dialect.refusal;
    const encoding = parseEncoding(headers['content-encoding']);
    if (!encoding) throw refusals.encodingUnsupported(headers['content-encoding'] ?? '');
    const length = Number(headers['content-length'] ?? 0);
    if (length > limits.maxBodyBytes) throw refusals.bodyTooLarge(limits.maxBodyBytes);
    this.#key = idempotencyKey(id, headers['idempotency-key']);
    this.#encoding = encoding;
    this.#defaults = defaults.read(query);
    if (!this.#account.take(length)) throw refusals.busy();
  }

  #keep(bytes: Buffer): void {
    this.#upload = undefined;
    const { decode } = this.#dialect;
    const { metrics } = this.#route;
    const received = {
      bytes,
      encoding: this.#encoding,
      account: this.#account,
      key: this.#key,
      defaults: this.#defaults,
    };
    keepBody(this.#context, { decode, metrics }, received, (error, accepted) => {
      if (!accepted) return this.refuse(error);
      this.#finish();
      writeAnswer(this.#response, this.#dialect.accepted(accepted));
    });
  }

  #abort(): void {
    this.#route.metrics.rejected('aborted');
    this.#finish();
  }

  #finish(): void {
    this.#upload = undefined;
    this.#account.close();
    this.#context.finished(this);
  }
}

/** The key scoped by who sent it, so that clients cannot meet each other's; undefined without one. */
function idempotencyKey(id: string, header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  const key = Array.isArray(header) ? header.join(',') : header;
  if (key === '' || key.length > IDEMPOTENCY_KEY_LENGTH_MAX) {
    throw refusals.badIdempotencyKey(IDEMPOTENCY_KEY_LENGTH_MAX);
  }
  return `${id}:${key}`;
}
