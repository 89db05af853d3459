// Running programs and recording what they do. Everything here loads at once; the rest follows when it is needed.
export { adoptOrphans, type AdoptOptions } from './deliver/adopt-orphans.ts';
export {
  type DeliverOptions,
  type DeliverResult,
  deliverSpool,
  runsIn,
} from './deliver/deliver-spool.ts';
export type { RunOptions } from './front/plan.ts';
export { endAs, type RunEnd, runProgram } from './front/run-program.ts';
export { spoolFolder } from './spool-folder.ts';
