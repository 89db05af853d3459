// What handlers work with: the context the gateway gave, bounds, and the queue in front of the store.
import type { ApiContext } from './context.ts';
import { type ApiLimits, defaultLimits } from './limits.ts';
import { ReceiverWatch } from './status/receiver-watch.ts';
import { Slots } from './store/slots.ts';

export interface Api extends Omit<ApiContext, 'limits'> {
  readonly limits: ApiLimits;
  readonly slots: Slots;
  readonly receivers: ReceiverWatch;
}

/** Completes a context; its watch is to be closed. */
export function openApi(context: ApiContext): Api {
  const limits = { ...defaultLimits, ...context.limits };
  const slots = new Slots({
    running: limits.queriesRunning,
    waiting: limits.queriesWaiting,
    waitMs: limits.queryWaitMs,
  });
  context.metrics.gauge('groundcrew_api_queries', 'Store queries of the API by state.', () =>
    slots.counts(),
  );
  const receivers = new ReceiverWatch(context.metrics, context.clock);
  return { ...context, limits, slots, receivers };
}
