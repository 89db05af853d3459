// The address bar as a store: components read it and write it, so that Back undoes and a copied address shows the same.
import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();

function notify(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) addEventListener('popstate', notify);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) removeEventListener('popstate', notify);
  };
}

/** Path and search parameters of the address, kept current. */
export function useLocation(): { path: string; search: string } {
  const path = useSyncExternalStore(subscribe, () => location.pathname);
  const search = useSyncExternalStore(subscribe, () => location.search);
  return { path, search };
}

/** Goes to an address of ours. `replace` leaves no step for the back button. */
export function navigate(address: string, { replace = false } = {}): void {
  if (address === location.pathname + location.search) return;
  if (replace) history.replaceState(undefined, '', address);
  else history.pushState(undefined, '', address);
  notify();
}

/** Parameters as an address, with the characters that may stand there left readable. */
export function addressOf(path: string, parameters: Iterable<readonly [string, string]>): string {
  const parts: string[] = [];
  for (const [name, text] of parameters) {
    if (text !== '') parts.push(`${encodeURIComponent(name)}=${readable(text)}`);
  }
  return parts.length === 0 ? path : `${path}?${parts.join('&')}`;
}

function readable(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll(
    /%(?:3A|2F|2C|40)/g,
    decodeURIComponent,
  );
}
