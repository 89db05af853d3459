// Timers as an argument, so that tests decide when time passes.

/** Calls `run` once after `delayMs`; the returned function cancels it. */
export type Schedule = (run: () => void, delayMs: number) => () => void;

/** Node's timers. They do not keep the process alive. */
export const systemSchedule: Schedule = (run, delayMs) => {
  const timer = setTimeout(run, delayMs);
  timer.unref();
  return () => clearTimeout(timer);
};
