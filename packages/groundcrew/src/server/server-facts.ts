// What the program tells the API about itself: its log, its disk, its processes.
import { readFile, statfs } from 'node:fs/promises';
import type { ServerFacts } from '@groundcrew/api';
import type { Wal } from '@groundcrew/wal';
import type { Config } from '../config/schema.ts';
import type { Storage } from './storage.ts';

/** Reads the facts of this moment; what the system does not tell is left out. */
export async function readServerFacts(
  { data, wal: { sizeBytesMax }, retention }: Pick<Config, 'data' | 'wal' | 'retention'>,
  wal: Pick<Wal, 'sizeBytes' | 'segmentCount'>,
  storage: Pick<Storage, 'lagRows' | 'lagSeconds' | 'refused' | 'engine'>,
): Promise<ServerFacts> {
  const { engine } = storage;
  return {
    log: {
      sizeBytes: wal.sizeBytes,
      sizeBytesMax,
      segments: wal.segmentCount,
      lagRows: storage.lagRows(),
      lagSeconds: storage.lagSeconds(),
    },
    deadLetters: storage.refused(),
    disk: await diskOf(data),
    engine: engine && { restarts: engine.restarts, memoryBytes: await residentBytes(engine.pid) },
    retentionDays: retention.logsDays === 'forever' ? undefined : retention.logsDays,
  };
}

async function diskOf(folder: string): Promise<ServerFacts['disk']> {
  try {
    const { bsize, bavail, blocks } = await statfs(folder);
    return { freeBytes: bsize * bavail, totalBytes: bsize * blocks };
  } catch {
    return undefined;
  }
}

/** Memory of another process, where the system has /proc. */
async function residentBytes(pid: number | undefined): Promise<number | undefined> {
  if (pid === undefined) return undefined;
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  } catch {
    return undefined;
  }
}
