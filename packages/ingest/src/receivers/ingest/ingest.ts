// Groundcrew's own front door: whatever a program writes as its log, sent over HTTP.
import { z } from 'zod';
import { defineReceiver } from '../receiver.ts';
import { decode } from './decode.ts';

/** `POST /ingest`. */
export const ingest = defineReceiver({
  name: 'ingest',
  summary:
    'Log lines over HTTP: NDJSON, a JSON array, JSON objects or plain text, at `POST /ingest`.',
  signals: ['logs'],
  specs: [
    'https://github.com/ndjson/ndjson-spec',
    'https://www.rfc-editor.org/rfc/rfc8259',
    'https://www.rfc-editor.org/rfc/rfc9110',
  ],
  config: z.strictObject({
    enabled: z.boolean().default(true).describe('Whether `POST /ingest` takes log lines.'),
  }),
  decode,
  bind(config, host) {
    if (config.enabled) host.http('/ingest', decode);
  },
});
