export {
  type ApiContext,
  type ApiStore,
  type DeadLetterSource,
  type ReadinessCheck,
  type StoreClient,
} from './context.ts';
export { createApi } from './create-api.ts';
export { type ApiLimits, defaultLimits } from './limits.ts';
export { openApiDocument, type OpenApiDocument, type Operation } from './openapi/document.ts';
export { type Route } from './route.ts';
export { apiRoutes } from './routes.ts';
export {
  defaultTailLimits,
  TailHub,
  type TailHubOptions,
  type TailLimits,
  type TailRequest,
} from './tail/tail-hub.ts';
export type { ServerFacts } from './status/server-facts.ts';
