// The height of a row: twenty pixels where there is a mouse, two lines to tap on a phone.
import { mediaHook } from '../frame/media-hook.ts';

/** Whether the page is as narrow as a phone. */
export const useIsNarrow = mediaHook('(max-width: 640px)');

/** Pixels a row; the style sheet has the same. */
export const useRowHeight = () => (useIsNarrow() ? 52 : 20);
