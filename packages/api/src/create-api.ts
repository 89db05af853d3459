// The HTTP API as a fastify plugin: the gateway registers it and nothing else. Every route of the table is checked
// the same way, in this order: may they, did they ask rightly, then the handler.
import { GroundcrewError, nearest, quote } from '@groundcrew/runtime';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { type Api, openApi } from './api.ts';
import type { ApiContext } from './context.ts';
import { readBody, takeText } from './input/read-body.ts';
import { readQuery } from './input/read-query.ts';
import { problemOf } from './problem.ts';
import type { Route } from './route.ts';
import { apiRoutes } from './routes.ts';

/** Makes the plugin that serves the API's routes with what the context gives. It also answers unknown paths. */
export function createApi(context: ApiContext): FastifyPluginAsync {
  return async (app) => {
    const api = openApi(context);
    app.addHook('onClose', async () => api.receivers.close());
    takeText(app);
    countRequests(app, api);
    app.setErrorHandler((error, _request, reply) => sendProblem(api, reply, error));
    app.setNotFoundHandler((request, reply) => sendProblem(api, reply, unknownPath(request)));
    for (const route of apiRoutes) addRoute(app, api, route);
  };
}

function addRoute(app: FastifyInstance, api: Api, route: Route): void {
  app.route({
    method: route.method,
    url: routerPath(route.path),
    exposeHeadRoute: route.allowsHead ?? false,
    config: { apiPath: route.path },
    // Before the body is read: a stranger's is not worth reading.
    onRequest: async (request) => authorise(api, route, request),
    handler: async (request, reply) => answer(api, route, request, reply),
  });
}

/** `/api/views/{name}` as the router writes it. */
const routerPath = (path: string) => path.replaceAll(/\{(\w+)\}/g, ':$1');

function authorise(api: Api, { scope }: Route, request: FastifyRequest): void {
  if (scope !== 'public') api.access.check(request.headers.authorization, scope);
}

async function answer(
  api: Api,
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const signal = leavingSignal(reply);
  try {
    const {
      status = 200,
      type,
      headers = {},
      body,
    } = await route.handler({
      api,
      query: readQuery(route.query, request.query),
      params: route.params ? readQuery(route.params, request.params) : {},
      body: route.body ? readBody(route.body, request.body) : undefined,
      accept: request.headers.accept ?? '',
      signal,
    });
    return await reply
      .code(status)
      .headers({ 'cache-control': 'no-store', ...headers })
      .type(type)
      .send(body);
  } catch (error) {
    // Nobody is there to be told.
    if (!signal.aborted) throw error;
    return reply.hijack();
  }
}

/** Aborted when the connection closes before the answer is complete. */
function leavingSignal(reply: FastifyReply): AbortSignal {
  const leaving = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) leaving.abort();
  });
  return leaving.signal;
}

function sendProblem(api: Api, reply: FastifyReply, error: unknown): void {
  const { status, headers, body } = problemOf(error, api.log);
  reply
    .code(status)
    .headers({ 'cache-control': 'no-store', ...headers })
    .send(body);
}

/** Names what is there under another method, or the nearest path. */
function unknownPath(request: FastifyRequest): GroundcrewError {
  const path = request.url.split('?', 1)[0] ?? '';
  const methods = apiRoutes.filter((route) => isPathOf(route, path)).map(({ method }) => method);
  if (methods.length > 0) {
    return new GroundcrewError('method-not-allowed', `cannot ${request.method} ${quote(path)}`, {
      status: 405,
      hint: `Use ${methods.join(' or ')}.`,
    });
  }
  const near = nearest(
    path,
    apiRoutes.map((route) => route.path),
  );
  return new GroundcrewError('not-found', `cannot find ${quote(path)}: there is nothing here`, {
    status: 404,
    hint:
      near === undefined
        ? 'See /api for what there is.'
        : `Did you mean ${near}? See /api for what there is.`,
  });
}

function isPathOf(route: Route, path: string): boolean {
  const own = route.path.split('/');
  const parts = path.split('/');
  if (own.length !== parts.length) return false;
  return own.every((part, index) => part === parts[index] || /^\{\w+\}$/.test(part));
}

function countRequests(app: FastifyInstance, { metrics }: Api): void {
  const requests = metrics.counter(
    'groundcrew_api_requests_total',
    'Requests to the API by path and status.',
  );
  const seconds = metrics.counter(
    'groundcrew_api_request_seconds_total',
    'Time spent on requests to the API by path.',
  );
  app.addHook('onResponse', async (request, reply) => {
    const { apiPath: path = 'unknown' } = request.routeOptions.config;
    requests.add(1, { path, status: String(reply.statusCode) });
    seconds.add(reply.elapsedTime / 1000, { path });
  });
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The path as the table has it: a bounded set, fit for metrics. */
    apiPath?: string;
  }
}
