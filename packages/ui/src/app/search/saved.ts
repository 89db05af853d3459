// Searches by name: on the server when it keeps them, so that everyone has them.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { requestJson } from '../api/client.ts';

/** A search by name. */
export interface SavedSearch {
  readonly id: string;
  readonly name: string;
  /** The address that shows it. */
  readonly address: string;
}

interface ViewAnswer {
  views: { id: string; name: string; page?: string; state?: unknown }[];
}

const key = ['views'];

/** The saved searches; undefined while unknown. */
export function useSavedSearches() {
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => readViews(signal),
    staleTime: 60_000,
    retry: false,
  });
  return {
    views: data,
    async save(name: string, address: string): Promise<void> {
      await requestJson('/api/views', {
        method: 'POST',
        body: JSON.stringify({ name, page: 'logs', state: { address } }),
      });
      await client.invalidateQueries({ queryKey: key });
    },
    async remove(id: string): Promise<void> {
      await requestJson(`/api/views/${encodeURIComponent(id)}`, { method: 'DELETE' });
      await client.invalidateQueries({ queryKey: key });
    },
  };
}

async function readViews(signal: AbortSignal): Promise<SavedSearch[]> {
  const { views } = await requestJson<ViewAnswer>('/api/views', { signal });
  return views.flatMap(({ id, name, state }) => {
    const address =
      typeof state === 'object' && state && 'address' in state ? state.address : undefined;
    // Only addresses of ours: a view must not lead elsewhere.
    return typeof address === 'string' && /^\/logs(\?|$)/.test(address)
      ? [{ id, name, address }]
      : [];
  });
}
