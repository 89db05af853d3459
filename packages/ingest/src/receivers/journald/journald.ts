// systemd's journal, read with its own program.
import { setTimeout as sleep } from 'node:timers/promises';
import { nodeFileSystem } from '@groundcrew/wal';
import { z } from 'zod';
import { defineReceiver } from '../receiver.ts';
import { decode } from './decode.ts';
import { followJournal, isMissingProgram } from './follow-journal.ts';

/** How often a journalctl that is not there is looked for. */
const lookAgainMs = 600_000;

/** The journal of this machine. */
export const journald = defineReceiver({
  name: 'journald',
  summary: "Entries of systemd's journal on this machine, read with `journalctl`.",
  signals: ['logs'],
  specs: ['https://systemd.io/JOURNAL_EXPORT_FORMATS/'],
  config: z.strictObject({
    enabled: z
      .boolean()
      .default(false)
      .describe(
        'Whether the journal is followed. Needs `journalctl`, and to be allowed to read the journal.',
      ),
    units: z
      .array(z.string().min(1).max(256))
      .max(1000)
      .default([])
      .describe('Units whose entries are taken, such as `nginx.service`. None: all.'),
    from: z
      .enum(['start', 'end'])
      .default('end')
      .describe('Where to begin the first time. Later it goes on where it was.'),
  }),
  decode,
  bind({ enabled, units, from }, host) {
    if (!enabled) return;
    host.source(async (sink, signal, context) => {
      while (!signal.aborted) {
        try {
          await followJournal({ units, from, fs: nodeFileSystem, sink, signal, context });
        } catch (error) {
          if (!isMissingProgram(error)) throw error;
          context.log.warn({}, 'the journal cannot be followed: there is no journalctl here');
          await sleep(lookAgainMs, undefined, { signal }).catch(() => undefined);
        }
      }
    });
  },
});
