// All measurements of one system, each of them able to fail without losing the others.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Peer, System } from '../peers/peer.ts';
import { residentMb } from '../process-tree.ts';
import { say, type Figures, type Result, type SectionName } from './figures.ts';
import { measureLoad, measureRequestSizes } from './intake.ts';
import { measureMixed } from './mixed.ts';
import { measureQuestions } from './questions.ts';
import { measureSlowDisk } from './slow-disk.ts';

/** Starts the system in a temporary folder, measures it and stops it. */
export async function measureSystem(
  system: System,
  version: string,
  { lines, withSlowDisk }: { lines: number; withSlowDisk: boolean },
): Promise<Result> {
  const result: Result = { name: system.name, version, sections: new Map(), failures: [] };
  const folder = mkdtempSync(join(process.env['BENCH_FOLDER'] ?? tmpdir(), 'groundcrew-bench-'));
  say(`${system.name} ${version} in ${folder}`);
  try {
    await attempt(result, 'Starting', () => measureServer(system, folder, lines, result));
    if (withSlowDisk)
      await attempt(result, 'Slow disk', (figures) =>
        measureSlowDisk(system, folder, lines, figures),
      );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return result;
}

async function measureServer(
  system: System,
  folder: string,
  lines: number,
  result: Result,
): Promise<void> {
  const own = join(folder, 'at-full-speed');
  mkdirSync(own);
  const peer = await system.start(own);
  try {
    const starting = section(result, 'Starting');
    starting.set('start to first accepted line, s', peer.startSeconds);
    starting.set('memory idle, MB', residentMb(peer.pid));
    await measureInTurn(peer, lines, result);
  } finally {
    await peer.stop();
  }
}

async function measureInTurn(peer: Peer, lines: number, result: Result): Promise<void> {
  const load = await attempt(result, 'One large load', (figures) =>
    measureLoad(peer, lines, figures),
  );
  // Nothing else means anything when not all lines are there.
  if (!load) return;
  const atRest = section(result, 'Questions, at rest');
  await attempt(result, 'Questions, at rest', (figures) => measureQuestions(peer, load, figures));
  await attempt(result, 'Mixed load', (figures) => measureMixed(peer, load, atRest, figures));
  await attempt(result, 'Sizes of requests, numbers of connections', (figures) =>
    measureRequestSizes(peer, load.supply, lines, figures),
  );
  result.failures.push(...load.supply.complaints);
}

function section(result: Result, name: SectionName): Figures {
  const figures = result.sections.get(name) ?? new Map<string, number>();
  result.sections.set(name, figures);
  return figures;
}

/** Runs one measurement; what goes wrong is said, kept for the report, and does not end the others. */
async function attempt<T>(
  result: Result,
  name: SectionName,
  run: (figures: Figures) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await run(section(result, name));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    say(`*** ${result.name}, ${name}: ${why} ***`);
    result.failures.push(`${name}: ${why}`);
    return undefined;
  }
}
