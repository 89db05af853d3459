export { type Clock, systemClock } from './clock.ts';
export { assert, type ErrorDetails, GroundcrewError, quote } from './errors.ts';
export { type Log, openLog, silentLog } from './log.ts';
export { type Counter, Metrics } from './metrics.ts';
