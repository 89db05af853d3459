// Light and dark: the system's choice until the person makes their own.
import { useSyncExternalStore } from 'react';
import { remembered } from './remembered.ts';

export type Theme = 'light' | 'dark';
export type ThemeChoice = Theme | 'system';

const dark = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

function apply(): void {
  const choice = themeChoice();
  const theme = choice === 'system' ? (dark.matches ? 'dark' : 'light') : choice;
  document.documentElement.dataset['theme'] = theme;
  for (const listener of listeners) listener();
}

dark.addEventListener('change', apply);

/** What the person chose. */
export function themeChoice(): ThemeChoice {
  const choice = remembered.read('theme');
  return choice === 'light' || choice === 'dark' ? choice : 'system';
}

/** Chooses, and remembers it. */
export function chooseTheme(choice: ThemeChoice): void {
  remembered.write('theme', choice);
  apply();
}

/** The theme that is shown. */
export function useTheme(): Theme {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    () => (document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light'),
  );
}
