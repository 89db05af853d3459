// The whole configuration: each package's section and the program's own. Everything the user can set is here.
import { ingestConfigSchema, tailFilesSchema } from '@groundcrew/ingest';
import { requestIdPatternFault } from '@groundcrew/query';
import { z } from 'zod';

const mebibyte = 1024 * 1024;

/** The schema of groundcrew.yaml. */
export const configSchema = z.strictObject({
  data: z
    .string()
    .min(1)
    .default('./groundcrew-data')
    .describe(
      'Folder of the log, the embedded store and the tokens. Made with mode 0700 if it is not there.',
    ),
  listen: z
    .string()
    .min(1)
    .default('127.0.0.1:4400')
    .describe(
      'Address of the HTTP server: HOST:PORT, [::1]:PORT, or :PORT for 127.0.0.1. Port 0 takes a free one. Addresses other than loopback need a token to exist.',
    ),
  store: z
    .string()
    .refine(
      (text) => text === 'embedded' || isHttpUrl(text),
      'expected "embedded" or an http(s) URL',
    )
    .default('embedded')
    .describe(
      'Where records are stored: "embedded" for the engine that comes along, or the URL of a ClickHouse server, such as http://user:password@db:8123.',
    ),
  log: z
    .strictObject({
      level: z
        .enum(['debug', 'info', 'warn', 'error', 'silent'])
        .default('info')
        .describe('How much to say about itself, on standard error.'),
    })
    .describe("The program's own log."),
  http: z
    .strictObject({
      maxConnections: z
        .int()
        .min(1)
        .max(100_000)
        .default(2_000)
        .describe('Connections at a time; further ones are closed at once.'),
      headersTimeoutMs: z
        .int()
        .min(1_000)
        .max(600_000)
        .default(10_000)
        .describe('Time a client has to send the headers of a request.'),
      requestTimeoutMs: z
        .int()
        .min(1_000)
        .max(3_600_000)
        .default(120_000)
        .describe(
          'Time a client has to send a whole request. The default lets 20 MiB through a line of 1.5 Mbit/s.',
        ),
      keepAliveTimeoutMs: z
        .int()
        .min(1_000)
        .max(600_000)
        .default(65_000)
        .describe(
          'Time an idle connection stays open. Longer than the usual 60 s of load balancers.',
        ),
      shutdownTimeoutMs: z
        .int()
        .min(0)
        .max(60_000)
        .default(5_000)
        .describe('Time that requests under way have to finish after SIGTERM.'),
    })
    .describe('The HTTP server.'),
  ingest: ingestConfigSchema,
  tail: tailFilesSchema,
  requestIds: z
    .strictObject({
      pattern: z
        .string()
        .max(4_000)
        .superRefine((pattern, context) => {
          const fault = requestIdPatternFault(pattern);
          if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
        })
        .default('automatic')
        .describe(
          'How request ids are found in the text of lines whose fields have none: "automatic" knows request_id=…, X-Request-ID: …, req=…, [req-…] and UUIDs in brackets, "off" looks for none; anything else is a regular expression (RE2), and its groups catch the id.',
        ),
    })
    .describe('Request ids in text.'),
  wal: z
    .strictObject({
      sizeBytesMax: z
        .int()
        .min(64 * mebibyte)
        .max(1024 * 1024 * mebibyte)
        .default(4096 * mebibyte)
        .describe(
          'Bytes that the log may hold while the store is away. Past it, lines are answered 503.',
        ),
    })
    .describe('The log on disk that lines wait in until the store has them.'),
  engine: z
    .strictObject({
      memoryBytesMax: z
        .union([z.literal('automatic'), z.int().min(256 * mebibyte)])
        .default('automatic')
        .describe(
          'Memory of the embedded engine: "automatic" for a quarter of the machine, at most 2 GiB, or a number of bytes.',
        ),
    })
    .describe('The embedded engine.'),
  retention: z
    .strictObject({
      logsDays: z
        .union([z.literal('forever'), z.int().min(1).max(36_500)])
        .default('forever')
        .describe(
          'Days that logs are kept, "forever" or a whole number. Whole days are removed, in UTC.',
        ),
    })
    .describe('How long things are kept.'),
});

/** The configuration after validation. */
export type Config = z.output<typeof configSchema>;

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
