// What hinders following files: said once in the log, shown in the metrics as long as it lasts.
import { type Log, Metrics } from '@groundcrew/runtime';

/** Problems shown at a time; further ones are only counted. */
const shownMax = 100;

/** Why a file cannot be followed or lost something. The names are labels of metrics. */
export type ProblemReason =
  | 'permission'
  | 'unreadable'
  | 'damaged'
  | 'unsupported'
  | 'gone'
  | 'shrunk'
  | 'too-many-files';

/** The open problems of one engine. */
export class Problems {
  readonly #log: Log;
  readonly #errors;
  readonly #open = new Map<string, { path: string; reason: ProblemReason }>();

  constructor(log: Log, metrics: Metrics) {
    this.#log = log;
    this.#errors = metrics.counter(
      'groundcrew_tail_errors_total',
      'Files that could not be followed, or of which something was missed, by reason.',
    );
    metrics.gauge(
      'groundcrew_tail_problem',
      'Files that cannot be followed now, 1 each.',
      () => new Map([...this.#open.values()].map((problem) => [Metrics.label({ ...problem }), 1])),
    );
  }

  /** Something that lasts until {@link Problems.solved}; said when it is new. */
  lasting(path: string, reason: ProblemReason, detail: object = {}): void {
    if (this.#open.get(path)?.reason === reason) return;
    if (this.#open.size < shownMax) this.#open.set(path, { path, reason });
    this.once(path, reason, detail);
  }

  /** Something that happened. */
  once(path: string, reason: ProblemReason, detail: object = {}): void {
    this.#errors.add(1, { reason });
    this.#log.warn({ path, reason, ...detail }, messages[reason]);
  }

  /** The file at this path can be read again. */
  solved(path: string): void {
    if (this.#open.delete(path)) this.#log.info({ path }, 'a file can be followed again');
  }

  /** What an error of the operating system means here. */
  static reasonOf(error: unknown): ProblemReason | 'missing' {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'missing';
    return code === 'EACCES' || code === 'EPERM' ? 'permission' : 'unreadable';
  }
}

/** The operating system's code of an error, or "". */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
}

const messages: Record<ProblemReason, string> = {
  permission: 'a file cannot be followed: permission denied',
  unreadable: 'a file cannot be read',
  damaged: 'a compressed file is damaged; what could be read of it was kept',
  unsupported: 'a rotated file was compressed in a form that cannot be read',
  gone: 'a file disappeared; what it held beyond the last line read was not kept',
  shrunk: 'a file lost its end; following it from there',
  'too-many-files': 'a pattern matches more files than may be followed; the rest is left out',
};
