// All measurements, each of them able to fail without losing the others. The systems take turns within each: what the
// machine does meanwhile meets all of them alike.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Peer, System } from '../peers/peer.ts';
import { residentMb } from '../process-tree.ts';
import { say, type Figures, type Result, type SectionName } from './figures.ts';
import { type LargeLoad, measureLoad, measureRequests, requests } from './intake.ts';
import { measureMixed } from './mixed.ts';
import { measureQuestions } from './questions.ts';
import { measureSlowDisk } from './slow-disk.ts';

/** A system that is here, and what is found about it. */
interface Measured {
  system: System;
  result: Result;
  folder: string;
}

/** One that runs, and from then on holds the large load. */
type Running = Measured & { peer: Peer };
type Loaded = Running & { load: LargeLoad };

/** Starts the systems side by side in temporary folders, measures them in turn and stops them. */
export async function measureSystems(
  systems: readonly { system: System; version: string }[],
  { lines, withSlowDisk }: { lines: number; withSlowDisk: boolean },
): Promise<Result[]> {
  const root = mkdtempSync(join(process.env['BENCH_FOLDER'] ?? tmpdir(), 'groundcrew-bench-'));
  const measured = systems.map(({ system, version }, index) => {
    say(`${system.name} ${version}`);
    const folder = join(root, String(index));
    mkdirSync(folder);
    const { name } = system;
    return { system, folder, result: { name, version, sections: new Map(), failures: [] } };
  });
  try {
    await measureAtFullSpeed(measured, lines);
    for (const { system, folder, result } of withSlowDisk ? measured : [])
      await attempt(result, 'Slow disk', (figures) =>
        measureSlowDisk(system, folder, lines, figures),
      );
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  return measured.map(({ result }) => result);
}

async function measureAtFullSpeed(measured: readonly Measured[], lines: number): Promise<void> {
  const running: Running[] = [];
  try {
    for (const each of measured) {
      const start = (figures: Figures) => startIn(each, figures);
      const peer = await attempt(each.result, 'Starting', start);
      if (peer) running.push({ ...each, peer });
    }
    const loaded: Loaded[] = [];
    for (const each of running) {
      const fill = (figures: Figures) => measureLoad(each.peer, lines, figures);
      const load = await attempt(each.result, 'One large load', fill);
      // Nothing else means anything when not all lines are there.
      if (load) loaded.push({ ...each, load });
    }
    await measureLoaded(loaded, lines);
  } finally {
    await Promise.all(running.map(({ peer }) => peer.stop()));
  }
}

async function startIn({ system, folder }: Measured, figures: Figures): Promise<Peer> {
  const own = join(folder, 'at-full-speed');
  mkdirSync(own);
  const peer = await system.start(own);
  figures.set('start to first accepted line, s', peer.startSeconds);
  figures.set('memory idle, MB', residentMb(peer.pid));
  return peer;
}

async function measureLoaded(loaded: readonly Loaded[], lines: number): Promise<void> {
  await measureQuestions(
    loaded.map(({ peer, load, result }) => ({
      peer,
      load,
      figures: section(result, 'Questions, at rest'),
      attempt: (run) => attempt(result, 'Questions, at rest', run),
    })),
  );
  for (const { peer, load, result } of loaded) {
    const atRest = section(result, 'Questions, at rest');
    await attempt(result, 'Mixed load', (figures) => measureMixed(peer, load, atRest, figures));
  }
  const sizes = 'Sizes of requests, numbers of connections';
  for (const request of requests) {
    for (const { peer, load, result } of loaded)
      await attempt(result, sizes, (figures) =>
        measureRequests(peer, load.supply, { ...request, lines: lines * request.share }, figures),
      );
  }
  for (const { peer, load, result } of loaded) {
    section(result, sizes).set('memory afterwards, MB', residentMb(peer.pid));
    result.failures.push(...load.supply.complaints);
  }
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
