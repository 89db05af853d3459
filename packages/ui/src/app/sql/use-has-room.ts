// Whether there is room for a list beside the query.
import { mediaHook } from '../frame/media-hook.ts';

export const useHasRoom = mediaHook('(min-width: 1000px)');
