// A program that logs to a file as fast as it is told, in a process of its own: it opens the file anew on SIGUSR1, says so
// in a file beside it, and ends on SIGTERM.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const source = `
const fs = require('node:fs');
const [file, name, perBatch, pauseMs] = process.argv.slice(1);
let fd = fs.openSync(file, 'a'), n = 0, isEnding = false;
process.on('SIGUSR1', () => {
  fs.closeSync(fd);
  fd = fs.openSync(file, 'a');
  fs.writeFileSync(file + '.ack', '');
});
process.on('SIGTERM', () => { isEnding = true; });
const wait = Number(pauseMs) > 0 ? (next) => setTimeout(next, Number(pauseMs)) : setImmediate;
(function write() {
  if (isEnding) { process.stdout.write(String(n) + '\\n', () => process.exit(0)); return; }
  let text = '';
  for (let i = 0; i < Number(perBatch); i++, n++) text += new Date().toISOString() + ' ' + name + '-' + n + '; ' + 'x'.repeat(n % 80) + '\\n';
  // In two pieces, so that a partial line is there most of the time.
  const cut = Math.floor(text.length / 2);
  fs.writeSync(fd, text.slice(0, cut));
  fs.writeSync(fd, text.slice(cut));
  wait(write);
})();
`;

/** A running writer. Its lines hold `name-0;`, `name-1;`, … */
export interface LogProgram {
  readonly file: string;
  readonly name: string;
  readonly child: ChildProcess;
  /** Ends it; resolves with how many lines it wrote. */
  stop(): Promise<number>;
}

/** Starts one. Lines are written in batches, with a pause between them. */
export async function startLogProgram(
  file: string,
  pace: { perBatch: number; pauseMs: number },
): Promise<LogProgram> {
  const name = basename(file, '.log');
  const child = spawn(
    process.execPath,
    ['-e', source, file, name, String(pace.perBatch), String(pace.pauseMs)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await once(child, 'spawn');
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  return {
    file,
    name,
    child,
    async stop() {
      const closed = once(child, 'close');
      child.kill('SIGTERM');
      await closed;
      return Number(Buffer.concat(output).toString());
    },
  };
}

/** The numbers of the lines in a text, but not those that are cut. */
export function numbersIn(text: string, name: string): number[] {
  return [...text.matchAll(new RegExp(`\\b${name}-(\\d+);`, 'g'))].map((match) => Number(match[1]));
}

/** The numbers of the lines that the file and its rotations hold on disk. */
export function numbersOnDisk({ file, name }: LogProgram): Set<number> {
  const found = new Set<number>();
  for (const entry of readdirSync(dirname(file))) {
    if (!entry.startsWith(basename(file)) || entry.endsWith('.ack')) continue;
    const bytes = readFileSync(join(dirname(file), entry));
    const text = (entry.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
    for (const number of numbersIn(text, name)) found.add(number);
  }
  return found;
}
