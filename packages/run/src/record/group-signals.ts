// Signals reach a program on two ways: ctrl-C goes to the whole process group, the program included, while `kill PID`
// reaches `crew run` alone and must be passed on. The recorder is in the same group: what it got itself, the program got.
import { passedSignals } from '../messages.ts';

/** A group's signal is seen here within this time of the message about it. */
const togetherMs = 10;
/** What nobody asked about within this time was sent to the recorder or the group only. */
const forgottenMs = 500;

/** Decides what to pass on. */
export interface GroupSignals {
  /** `crew run` got this signal; calls `pass` unless the program has got it by itself. */
  received(signal: NodeJS.Signals): void;
}

/** Listens to the recorder's own signals, which thereby no longer end it. */
export function watchGroupSignals(pass: (signal: NodeJS.Signals) => void): GroupSignals {
  const own = new Map<NodeJS.Signals, number[]>(passedSignals.map((signal) => [signal, []]));
  for (const [signal, times] of own) process.on(signal, () => void times.push(performance.now()));
  const takeOwn = (signal: NodeJS.Signals): boolean => {
    const times = own.get(signal) ?? [];
    const from = performance.now() - forgottenMs;
    while ((times[0] ?? from) < from) times.shift();
    return times.shift() !== undefined;
  };
  return {
    received: (signal) =>
      void setTimeout(() => {
        if (!takeOwn(signal)) pass(signal);
      }, togetherMs),
  };
}
