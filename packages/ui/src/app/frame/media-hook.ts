// Media queries as hooks.
import { useSyncExternalStore } from 'react';

/** A hook that says whether the page matches this media query, and is kept current. */
export function mediaHook(query: string): () => boolean {
  const list = matchMedia(query);
  const subscribe = (listener: () => void) => {
    list.addEventListener('change', listener);
    return () => list.removeEventListener('change', listener);
  };
  return () => useSyncExternalStore(subscribe, () => list.matches);
}
