// Fastify around the API, without a socket of its own: requests are handed to it.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { GroundcrewError } from '@groundcrew/runtime';
import { fastify, type FastifyPluginAsync } from 'fastify';
import type { Route } from './http-server.ts';
import { answerProblem } from './problem.ts';

const bodyBytesMax = 256 * 1024;

/** The API behind a function for requests. */
export interface Web {
  readonly route: Route;
  close(): Promise<void>;
}

/** Builds the API's server. */
export async function openWeb(api: FastifyPluginAsync): Promise<Web> {
  const app = fastify({
    bodyLimit: bodyBytesMax,
    // A name of 100 characters may take nine bytes each in an address.
    routerOptions: { maxParamLength: 1024 },
    requestIdHeader: false,
    frameworkErrors: (error, _request, reply) => {
      const refusal = new GroundcrewError('bad-url', `cannot read the path: ${error.message}`, {
        status: 400,
      });
      reply.hijack();
      answerProblem(reply.raw, refusal);
    },
  });
  await app.register(api);
  await app.ready();
  return {
    route(request: IncomingMessage, response: ServerResponse, awaitsContinue: boolean) {
      if (awaitsContinue) response.writeContinue();
      app.routing(request, response);
      return true;
    },
    close: () => app.close(),
  };
}
