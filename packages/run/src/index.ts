// Running programs and recording what they do. Everything here loads at once; the rest follows when it is needed.
export type { RunOptions } from './front/plan.ts';
export { endAs, type RunEnd, runProgram } from './front/run-program.ts';
export { spoolFolder } from './spool-folder.ts';
