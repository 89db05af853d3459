// What is on screen stays while the server is away.
import { useRef } from 'react';
import { isAway } from './client.ts';

/** The data, or the last there was when nobody answers. */
export function useKept<Data>(data: Data | undefined, error: unknown): Data | undefined {
  const last = useRef(data);
  if (data !== undefined) last.current = data;
  return data ?? (isAway(error) ? last.current : undefined);
}
