// Searches by name: the server keeps them, so that everyone has them.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { requestJson } from '../api/client.ts';

/** A search by name. */
export interface SavedSearch {
  readonly name: string;
  /** The address that shows it. */
  readonly address: string;
  /** What it is for. */
  readonly description?: string;
}

const key = ['views'];
const pathOf = (name: string) => `/api/views/${encodeURIComponent(name)}`;

/** The saved searches, undefined while unknown, and how to change them. */
export function useSavedSearches() {
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => readViews(signal),
    retry: false,
  });
  const changed = () => client.invalidateQueries({ queryKey: key });
  return {
    views: data,
    save: async ({ name, ...content }: SavedSearch): Promise<void> => {
      await requestJson(pathOf(name), { method: 'PUT', body: JSON.stringify(content) });
      await changed();
    },
    remove: async (name: string): Promise<void> => {
      await requestJson(pathOf(name), { method: 'DELETE' });
      await changed();
    },
  };
}

async function readViews(signal: AbortSignal): Promise<SavedSearch[]> {
  const { views } = await requestJson<{ views: SavedSearch[] }>('/api/views', { signal });
  // Only addresses of ours: a view must not lead elsewhere.
  return views.filter(({ address }) => /^\/[a-z]/.test(address));
}
