// Where `groundcrew run` reports what it runs.
import { z } from 'zod';
import { defineReceiver } from '../receiver.ts';
import { decode } from './decode.ts';

/** `POST /ingest/runs`. */
export const runs = defineReceiver({
  name: 'runs',
  summary: 'Records of runs of programs, as NDJSON at `POST /ingest/runs`.',
  signals: ['runs'],
  specs: ['https://github.com/ndjson/ndjson-spec', 'https://www.rfc-editor.org/rfc/rfc9562'],
  config: z.strictObject({
    enabled: z.boolean().default(true).describe('Whether `POST /ingest/runs` takes records.'),
  }),
  decode,
  bind(config, host) {
    if (config.enabled) host.http('/ingest/runs', decode);
  },
});
