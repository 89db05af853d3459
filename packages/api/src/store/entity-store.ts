// Small mutable state through the store, with errors as callers hear them.
import type { Api } from '../api.ts';
import { searchError, storeUnavailable } from './store-errors.ts';

/** Does something with the entities. Throws `store-unavailable` (503) while the store is away. */
export async function withEntities<Result>(
  api: Api,
  work: (entities: Api['entities']) => Promise<Result>,
): Promise<Result> {
  if (api.store.isEmbedded && !api.store.isUp) throw storeUnavailable();
  try {
    return await work(api.entities);
  } catch (error) {
    throw searchError(error);
  }
}
