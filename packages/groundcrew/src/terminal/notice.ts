// What a command has to say beside its output.
import { visibleLine } from './visible.ts';

/** One line on standard error, made harmless. */
export const notice = (text: string): void =>
  void process.stderr.write(`groundcrew: ${visibleLine(text)}\n`);
