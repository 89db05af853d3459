// Where the spool of this user is.
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** GROUNDCREW_SPOOL, else below XDG_STATE_HOME, else below ~/.local/state. */
export function spoolFolder(environment: ReadonlyMap<string, string>): string {
  const own = environment.get('GROUNDCREW_SPOOL');
  if (own) return resolve(own);
  // The specification says that a relative path there must be ignored.
  const state = environment.get('XDG_STATE_HOME');
  const base = state?.startsWith('/') ? state : join(homedir(), '.local', 'state');
  return join(base, 'groundcrew', 'spool');
}
