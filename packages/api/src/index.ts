export {
  type ApiContext,
  type ApiStore,
  type DeadLetter,
  type DeadLetterSource,
  type ReadinessCheck,
  type StoreClient,
} from './context.ts';
export { createApi } from './create-api.ts';
export { type ApiLimits, defaultLimits } from './limits.ts';
export {
  defaultTailLimits,
  TailHub,
  type TailHubOptions,
  type TailLimits,
  type TailRequest,
} from './tail/tail-hub.ts';
