// A parent for an engine, to be killed by a test.
import { Metrics, silentLog } from '@groundcrew/runtime';
import { startEngine } from './engine.ts';

const [, , dir = ''] = process.argv;
const engine = await startEngine({ dir, fileRoots: [], log: silentLog, metrics: new Metrics() });
process.send?.({ pid: engine.pid });
