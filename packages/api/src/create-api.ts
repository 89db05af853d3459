// The HTTP API as a fastify plugin: the gateway registers it and nothing else.
import type { FastifyPluginAsync } from 'fastify';
import type { ApiContext } from './context.ts';

/** Makes the plugin that serves the API's routes with what the context gives. */
export function createApi(context: ApiContext): FastifyPluginAsync {
  return async () => {
    context.log.debug({}, 'API registered');
  };
}
