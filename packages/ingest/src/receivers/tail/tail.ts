// Files that other programs write, followed through rotation.
import { hostname } from 'node:os';
import path from 'node:path';
import { compileGrok, type Grok } from '@groundcrew/lines';
import { nodeFileSystem } from '@groundcrew/wal';
import { followFiles } from '../../tail/tail-engine.ts';
import { type TailRule, tailSettings } from '../../tail/tail-rule.ts';
import { defineReceiver, type LineSink, type SourceContext } from '../receiver.ts';
import { decode } from './decode.ts';
import { recordForm } from './record-form.ts';
import { tailConfigSchema, tailFile } from './tail-config.ts';

/** An entry of the list with its pattern compiled. */
type ReadableFile = Omit<ReturnType<typeof tailFile>, 'pattern'> & { grok: Grok | undefined };

/** The `tail` list of the configuration. */
export const tail = defineReceiver({
  name: 'tail',
  summary: 'Log files, followed through rotation, truncation and restarts.',
  signals: ['logs'],
  specs: ['https://github.com/logrotate/logrotate', 'https://www.rfc-editor.org/rfc/rfc1952'],
  config: tailConfigSchema,
  decode,
  bind(config, host) {
    // A pattern that cannot be read ends the start.
    const files = config.files.map(tailFile).map(({ pattern, ...file }) => ({
      ...file,
      grok: pattern === undefined ? undefined : compileGrok(pattern),
    }));
    if (files.length === 0) return;
    host.source((sink, signal, context) => {
      const { folder, clock, log, metrics } = context;
      const { pollMs, joinMs, filesMax, openFilesMax } = config;
      return followFiles({
        rules: rulesOf(files, sink, context),
        settings: { ...tailSettings, pollMs, joinMs, filesMax, openFilesMax },
        fs: nodeFileSystem,
        host: hostname(),
        folder,
        clock,
        log,
        metrics,
        sink,
        signal,
      });
    });
  },
});

function rulesOf(
  files: readonly ReadableFile[],
  { limits }: LineSink,
  { clock }: SourceContext,
): TailRule[] {
  return files.map((file) => ({
    pattern: path.resolve(file.path),
    exclude: file.exclude,
    service: file.service,
    from: file.from,
    partialLineMs: file.partialLineMs,
    form: recordForm(file, { limits, nowNs: () => clock.nowNs() }),
  }));
}
