// The frame every page stands in: rail, notices about the server, palette, keyboard.
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { changeLogs, currentLogs, logsPath } from '../address/logs-address.ts';
import { navigate, useLocation } from '../address/location.ts';
import { useConnection } from '../api/connection.ts';
import { facetLogs } from '../api/logs.ts';
import { Button } from '../parts/button.tsx';
import { Icon, type IconName } from '../parts/icon.tsx';
import { MenuButton, MenuItem } from '../parts/menu.tsx';
import { Toasts } from '../parts/toasts.tsx';
import { useSavedSearches } from '../search/saved.ts';
import { onlyValue } from '../search/terms.ts';
import { allRunsAddress } from '../runs/run-address.ts';
import { pages } from '../pages.ts';
import { KeyOverlay } from './key-overlay.tsx';
import { listenToKeys, useKeys } from './keys.ts';
import { type Command, Palette } from './palette.tsx';
import { chooseTheme, themeChoice } from './theme.ts';
import { TokenDialog } from './token-dialog.tsx';

type Open = 'palette' | 'keys' | undefined;

/** The frame around a page. */
export function Shell({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState<Open>();
  const connection = useConnection();
  useEffect(listenToKeys, []);
  useKeys([
    { keys: 'mod+k', label: 'Find anything', group: 'Everywhere', run: () => setOpen('palette') },
    { keys: '?', label: 'Show all keys', group: 'Everywhere', run: () => setOpen('keys') },
    ...pages.map(({ key, name, path }) => ({
      keys: `g ${key}`,
      label: name,
      group: 'Go to' as const,
      run: () => navigate(path),
    })),
  ]);
  return (
    <div className="shell">
      <a className="skip" href="#page">
        Skip to content
      </a>
      <Rail onOpen={setOpen} />
      <div className="shell-body">
        {connection === 'away' && <AwayBanner />}
        <main id="page" className="page" tabIndex={-1}>
          {children}
        </main>
      </div>
      {open === 'palette' && (
        <OpenPalette onClose={() => setOpen(undefined)} onKeys={() => setOpen('keys')} />
      )}
      {open === 'keys' && <KeyOverlay onClose={() => setOpen(undefined)} />}
      {connection === 'needs-token' && <TokenDialog />}
      <Toasts />
    </div>
  );
}

function Rail({ onOpen }: { onOpen: (what: Open) => void }) {
  const { path } = useLocation();
  return (
    <nav className="rail" aria-label="Pages">
      <a
        className="rail-mark"
        href={logsPath}
        aria-label="Groundcrew"
        onClick={(event) => follow(event, logsPath)}
      >
        <svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true">
          <path d="M8.5 8.5 14 19M23.5 8.5 18 19" className="mark-wands" />
          <path d="M9 24.5h14" className="mark-ground" />
        </svg>
      </a>
      {pages.map((page) => (
        <a
          key={page.path}
          className="rail-link"
          href={page.path}
          {...(path.startsWith(page.path) ? { 'aria-current': 'page' as const } : {})}
          onClick={(event) => follow(event, page.path)}
        >
          <Icon name={page.icon} size={18} />
          <span>{page.name}</span>
        </a>
      ))}
      <div className="rail-end">
        <Button
          look="plain"
          icon="search"
          aria-label="Find anything (Ctrl K)"
          onClick={() => onOpen('palette')}
        />
        <ThemeMenu />
        <Button
          look="plain"
          icon="keyboard"
          className="rail-keys"
          aria-label="Keyboard (?)"
          onClick={() => onOpen('keys')}
        />
      </div>
    </nav>
  );
}

function follow(event: React.MouseEvent, path: string): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  navigate(path);
}

function ThemeMenu() {
  const names = { system: 'As the system', light: 'Light', dark: 'Dark' } as const;
  return (
    <MenuButton label="Theme" icon="sun" align="start">
      {(close) =>
        (['system', 'light', 'dark'] as const).map((choice) => (
          <MenuItem
            key={choice}
            isOn={themeChoice() === choice}
            onSelect={() => {
              chooseTheme(choice);
              close();
            }}
          >
            {names[choice]}
          </MenuItem>
        ))
      }
    </MenuButton>
  );
}

function AwayBanner() {
  return (
    <div className="banner" role="alert">
      <Icon name="warning" />
      <span>
        Groundcrew does not answer. What is on screen stays; it goes on by itself when the server is
        back.
      </span>
    </div>
  );
}

function OpenPalette({ onClose, onKeys }: { onClose: () => void; onKeys: () => void }) {
  const saved = useSavedSearches();
  const services = useQuery({
    queryKey: ['palette-services'],
    queryFn: ({ signal }) => {
      const endMs = Date.now();
      return facetLogs({ query: '', startMs: endMs - 86_400_000, endMs }, 'service', 200, signal);
    },
    staleTime: 30_000,
  });
  const commands = useMemo<Command[]>(() => {
    const command = (
      label: string,
      group: string,
      icon: IconName,
      run: () => void,
      hint?: string,
    ): Command => ({
      label,
      group,
      icon,
      run,
      ...(hint === undefined ? {} : { hint }),
    });
    return [
      ...pages.map(({ name, path, icon, key }) =>
        command(name, 'Page', icon, () => navigate(path), `g ${key}`),
      ),
      ...(saved.views ?? []).map(({ name, address }) =>
        command(name, 'Saved search', 'star', () => navigate(address)),
      ),
      ...(services.data ?? []).map(({ value }) =>
        command(String(value), 'Service', 'filter', () => {
          const { query } = currentLogs();
          changeLogs({ query: onlyValue(query, 'service', value) });
        }),
      ),
      command('All runs', 'Page', 'runs', () => navigate(allRunsAddress())),
      ...['level', 'service', 'host'].map((chartBy) =>
        command(`Chart by ${chartBy}`, 'Command', 'volume', () => changeLogs({ chartBy })),
      ),
      command('Chart in total', 'Command', 'volume', () => changeLogs({ chartBy: '' })),
      command('Newest lines first', 'Command', 'sort', () => changeLogs({ order: 'desc', at: '' })),
      command('Oldest lines first', 'Command', 'sort', () => changeLogs({ order: 'asc', at: '' })),
      command('Errors only', 'Command', 'warning', () => {
        const { query } = currentLogs();
        changeLogs({ query: onlyValue(query, 'level', 'error') });
      }),
      command('Follow live', 'Command', 'play', () => changeLogs({ isLive: true, to: '' }), 'l'),
      command('Light theme', 'Command', 'sun', () => chooseTheme('light')),
      command('Dark theme', 'Command', 'moon', () => chooseTheme('dark')),
      command('Theme of the system', 'Command', 'sun', () => chooseTheme('system')),
      command('Times in UTC', 'Command', 'globe', () => changeLogs({ zone: 'UTC' })),
      command('Keyboard', 'Command', 'keyboard', onKeys, '?'),
      command('The API', 'Page', 'code', () => location.assign('/api')),
    ];
  }, [services.data, saved.views, onKeys]);
  return <Palette commands={commands} onClose={onClose} />;
}
