// The height of a row: twenty pixels where there is a mouse, two lines to tap on a phone.
import { useSyncExternalStore } from 'react';

const narrow = matchMedia('(max-width: 640px)');

/** Whether the page is as narrow as a phone. */
export function useIsNarrow(): boolean {
  return useSyncExternalStore(
    (listener) => {
      narrow.addEventListener('change', listener);
      return () => narrow.removeEventListener('change', listener);
    },
    () => narrow.matches,
  );
}

/** Pixels a row; the style sheet has the same. */
export const useRowHeight = () => (useIsNarrow() ? 52 : 20);
