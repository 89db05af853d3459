// How a run went, in words people say.
import type { RunRecord } from './run-record.ts';

/** What the words are made of. */
export type OutcomeFacts = Pick<
  RunRecord,
  'state' | 'exit_code' | 'signal' | 'out_of_memory' | 'memory_peak_bytes'
> & { readonly duration_ms: number };

/** Such as `killed by signal 9 after 3 min 12 s, peak 412 MiB`. */
export function outcomeText(run: OutcomeFacts): string {
  const peak = run.memory_peak_bytes > 0 ? `, peak ${bytesText(run.memory_peak_bytes)}` : '';
  const duration = durationText(run.duration_ms);
  if (run.state === 'running') return `running for ${duration}${peak}`;
  if (run.state === 'lost') return `lost sight of after ${duration}${peak}`;
  return `${endText(run)} after ${duration}${peak}`;
}

function endText({ state, exit_code: code, signal, out_of_memory: isMemory }: OutcomeFacts) {
  if (state === 'succeeded') return 'succeeded';
  if (state === 'killed' || signal !== undefined) {
    const how = signal === undefined ? 'killed' : `killed by ${signalText(signal)}`;
    return isMemory ? `${how}, out of memory,` : how;
  }
  const why = isMemory ? ', out of memory,' : '';
  return code === undefined ? `failed${why}` : `failed with exit status ${code}${why}`;
}

/** Numbers of the signals that end programs, on Linux for x86 and ARM. https://man7.org/linux/man-pages/man7/signal.7.html */
const signalNumbers = new Map(
  Object.entries({
    SIGHUP: 1,
    SIGINT: 2,
    SIGQUIT: 3,
    SIGILL: 4,
    SIGTRAP: 5,
    SIGABRT: 6,
    SIGBUS: 7,
    SIGFPE: 8,
    SIGKILL: 9,
    SIGUSR1: 10,
    SIGSEGV: 11,
    SIGUSR2: 12,
    SIGPIPE: 13,
    SIGALRM: 14,
    SIGTERM: 15,
    SIGXCPU: 24,
    SIGXFSZ: 25,
    SIGSYS: 31,
  }),
);

/** `signal 9 (SIGKILL)` reads worse than it helps: one of both is enough where the number is famous. */
function signalText(signal: string): string {
  const number = signalNumbers.get(signal);
  return number === undefined ? signal : `signal ${number}`;
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const;

/** The two largest units that matter: `3 min 12 s`, `2 h`, `1.25 s`, `40 ms`. */
export function durationText(durationMs: number): string {
  if (durationMs < 1000) return `${trimmed(durationMs, durationMs < 10 ? 2 : 0)} ms`;
  if (durationMs < 60_000) return `${trimmed(durationMs / 1000, durationMs < 10_000 ? 2 : 1)} s`;
  let rest = Math.round(durationMs / 1000) * 1000;
  const first = units.findIndex(([, ms]) => rest >= ms);
  const parts: string[] = [];
  for (const [unit, ms] of units.slice(first, first + 2)) {
    const count = Math.floor(rest / ms);
    rest -= count * ms;
    if (count > 0) parts.push(`${count} ${unit}`);
  }
  return parts.join(' ');
}

const byteUnits = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** `412 MiB`, `1.5 GiB`. */
export function bytesText(bytes: number): string {
  const power = bytes < 1024 ? 0 : Math.min(5, Math.floor(Math.log2(bytes) / 10));
  const amount = bytes / 1024 ** power;
  return `${trimmed(amount, power > 0 && amount < 10 ? 1 : 0)} ${byteUnits[power]}`;
}

const trimmed = (number: number, decimals: number): string =>
  String(Number(number.toFixed(decimals)));
