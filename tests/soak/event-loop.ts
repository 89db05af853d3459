// Loaded into the program with --import: every ten seconds the delay of its event loop, as one line of a file, after the time.
import { appendFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const file = process.env['TEST_EVENT_LOOP'];
// The engine's process is a child of the program and inherits its environment.
if (file !== undefined && process.argv.includes('serve')) {
  const resolutionMs = 10;
  const delays = monitorEventLoopDelay({ resolution: resolutionMs });
  delays.enable();
  setInterval(() => {
    const p99Ms = Math.max(0, delays.percentile(99) / 1e6 - resolutionMs);
    appendFileSync(file, `${Date.now()} ${p99Ms.toFixed(1)}\n`);
    delays.reset();
  }, 10_000).unref();
}
