// Decides when the log on disk has failed for good. After an fsync error what the kernel holds is not what is on disk,
// and only starting anew, from what is, helps; a full disk gets better by itself.
import type { Log } from '@groundcrew/runtime';

/** How long appends may go on failing before the program ends. */
const patienceMs = 10_000;
const passing = new Set(['ENOSPC', 'EDQUOT']);

/** The log reports its own error; what the operating system said is its cause. */
function willPass(error: Error): boolean {
  const { cause } = error;
  return cause instanceof Error && 'code' in cause && passing.has(String(cause.code));
}

/** Hand `onFailure` to the log; `failed` resolves when the program must end. */
export interface LogWatch {
  readonly failed: Promise<void>;
  onFailure(error: Error): void;
  close(): void;
}

/** `isFailed` is asked once the patience is over. */
export function watchLog(isFailed: () => boolean, log: Log): LogWatch {
  const { promise, resolve } = Promise.withResolvers<void>();
  let timer: NodeJS.Timeout | undefined;
  const judge = (): void => {
    timer = undefined;
    if (isFailed()) resolve();
  };
  return {
    failed: promise,
    onFailure(error) {
      log.error({ err: error }, 'the log on disk cannot be written');
      if (!willPass(error)) timer ??= setTimeout(judge, patienceMs).unref();
    },
    close: () => clearTimeout(timer),
  };
}
