// The pages there are, in the order of the rail. A page appears here when it works.
import type { ComponentType } from 'react';
import { sqlPath } from './address/sql-address.ts';
import { LogsPage } from './logs/logs-page.tsx';
import type { IconName } from './parts/icon.tsx';
import { lazyPage } from './parts/lazy-page.tsx';

/** A page of the rail. */
export interface Page {
  readonly name: string;
  readonly path: string;
  readonly icon: IconName;
  /** The letter after `g`. */
  readonly key: string;
  readonly component: ComponentType;
}

export const pages: readonly Page[] = [
  { name: 'Logs', path: '/logs', icon: 'logs', key: 'l', component: LogsPage },
  {
    name: 'Runs',
    path: '/runs',
    icon: 'runs',
    key: 'r',
    component: lazyPage(async () => (await import('./runs/runs-page.tsx')).RunsPage),
  },
  {
    name: 'SQL',
    path: sqlPath,
    icon: 'sql',
    key: 'q',
    component: lazyPage(async () => (await import('./sql/sql-page.tsx')).SqlPage),
  },
  {
    name: 'Settings',
    path: '/settings',
    icon: 'settings',
    key: 's',
    component: lazyPage(async () => (await import('./settings/settings-page.tsx')).SettingsPage),
  },
];
