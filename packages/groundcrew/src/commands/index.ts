// All commands. Only their names and summaries are loaded at the start; the code of one command comes when it is used.
import type { Command } from 'commander';

/** A command before it is loaded. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<Command>;
}

/** In the order of `groundcrew --help`. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'serve',
    summary: 'run the server: receive, keep and find',
    load: async () => (await import('./serve.ts')).serveCommand(),
  },
  {
    name: 'run',
    summary: 'run a program and record what it does',
    load: async () => (await import('./run.ts')).runCommand(),
  },
  {
    name: 'runs',
    summary: 'list runs of programs, and show one',
    load: async () => (await import('./runs.ts')).runsCommand(),
  },
  {
    name: 'logs',
    summary: 'find log records, and follow new ones',
    load: async () => (await import('./logs.ts')).logsCommand(),
  },
  {
    name: 'sql',
    summary: 'ask the store in SQL, read-only',
    load: async () => (await import('./sql.ts')).sqlCommand(),
  },
  {
    name: 'config',
    summary: 'check and show the configuration',
    load: async () => (await import('./config.ts')).configCommand(),
  },
  {
    name: 'token',
    summary: 'make, list and revoke tokens',
    load: async () => (await import('./token.ts')).tokenCommand(),
  },
  {
    name: 'backup',
    summary: 'copy the data folder, also while the server runs',
    load: async () => (await import('./backup.ts')).backupCommand(),
  },
  {
    name: 'restore',
    summary: 'fill a data folder from a backup',
    load: async () => (await import('./restore.ts')).restoreCommand(),
  },
  {
    name: 'completion',
    summary: 'print completion for bash, zsh or fish',
    load: async () => (await import('./completion.ts')).completionCommand(),
  },
];
