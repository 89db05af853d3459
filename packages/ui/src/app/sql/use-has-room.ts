// Whether there is room for a list beside the query.
import { useSyncExternalStore } from 'react';

const wide = matchMedia('(min-width: 1000px)');

/** Kept current. */
export function useHasRoom(): boolean {
  return useSyncExternalStore(
    (listener) => {
      wide.addEventListener('change', listener);
      return () => wide.removeEventListener('change', listener);
    },
    () => wide.matches,
  );
}
