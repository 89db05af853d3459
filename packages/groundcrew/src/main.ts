#!/usr/bin/env node
// The program `groundcrew` (also `crew`): parses the command line, runs one command, reports errors.
import { openProgram } from './cli/program.ts';
import { reportError } from './cli/report-error.ts';
import { keepYoungGenerationSmall } from './server/young-generation.ts';

const words = process.argv.slice(2);
if (words[0] === 'serve') keepYoungGenerationSmall();
try {
  const program = await openProgram(words);
  await program.parseAsync(words, { from: 'user' });
} catch (error) {
  process.exitCode = reportError(error);
}
