// How a command fails: one line that says what, one that says what to do, and the exit code.
import { CommanderError } from 'commander';
import { caret } from '../terminal/caret.ts';
import { visible } from '../terminal/visible.ts';
import { exitCode } from './exit-codes.ts';

/** The members of GroundcrewError read here; the class itself is not imported, to keep the start fast. */
interface Explained {
  code?: unknown;
  status?: unknown;
  hint?: unknown;
  extra?: Record<string, unknown>;
}

/** Writes an error to standard error and returns the exit code it stands for. */
export function reportError(error: unknown): number {
  // Commander has written its own message already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.ok : exitCode.usage;
  process.stderr.write(`${errorText(error)}\n`);
  return codeOf(error);
}

/** The message, the query with a caret if there is one, and the hint. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return `groundcrew: ${visible(String(error))}`;
  const { hint, extra }: Explained = isExplained(error) ? error : {};
  // An error that is not ours is a bug or an unforeseen failure: its stack is what a report needs.
  const lines = [
    `groundcrew: ${visible(isExplained(error) ? error.message : (error.stack ?? error.message))}`,
  ];
  const { query, position } = extra ?? {};
  if (typeof query === 'string' && typeof position === 'number') lines.push(caret(query, position));
  if (typeof hint === 'string') lines.push(`  ${visible(hint)}`);
  return lines.join('\n');
}

function isExplained(error: Error): error is Error & Explained {
  return error.name === 'GroundcrewError';
}

const codes = new Map<unknown, number>([
  ['folder-locked', exitCode.folderLocked],
  ['log-failed', exitCode.logFailed],
  ['server-unreachable', exitCode.unreachable],
  ['config-invalid', exitCode.usage],
  ['config-file-invalid', exitCode.usage],
  ['usage', exitCode.usage],
  ['listen-refused', exitCode.usage],
  ['token-missing', exitCode.refused],
  ['token-unknown', exitCode.refused],
  ['scope-missing', exitCode.refused],
]);

function codeOf(error: unknown): number {
  if (!(error instanceof Error) || !isExplained(error)) return exitCode.failed;
  const { code, status }: Explained = error;
  const known = codes.get(code);
  if (known !== undefined) return known;
  if (status === 401 || status === 403) return exitCode.refused;
  return status === 400 ? exitCode.usage : exitCode.failed;
}
