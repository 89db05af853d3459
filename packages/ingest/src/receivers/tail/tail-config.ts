// What can be said about followed files: the list in groundcrew.yaml, and how they are followed.
import { lineFormats } from '@groundcrew/lines';
import { z } from 'zod';

const fileSchema = z
  .strictObject({
    path: z
      .string()
      .min(1)
      .describe(
        'Files to follow: a path in which `*`, `?`, `[a-z]`, `{a,b}` and `**` match. Compressed files are left out.',
      ),
    exclude: z
      .array(z.string().min(1))
      .max(100)
      .default([])
      .describe('Paths left out, in the same form.'),
    service: z
      .string()
      .min(1)
      .max(256)
      .optional()
      .describe('Service of the lines. Without it the name of the file, without its extension.'),
    format: z
      .enum(lineFormats)
      .default('auto')
      .describe('How lines are read; `auto` looks at each line.'),
    pattern: z
      .string()
      .min(1)
      .max(10_000)
      .optional()
      .describe('The grok pattern, for `format: grok`.'),
    from: z
      .enum(['start', 'end'])
      .default('start')
      .describe(
        'Where to begin with files that are there when this entry is first used. Later ones are read from their start.',
      ),
    joinLines: z
      .boolean()
      .default(true)
      .describe('Whether the lines of a stack trace become one record.'),
    partialLineMs: z
      .int()
      .min(100)
      .max(86_400_000)
      .optional()
      .describe(
        'After this time a last line without an end is taken as it is. Without it, it waits until its file is gone, or was rotated and not written for ten seconds.',
      ),
  })
  .refine(({ format, pattern }) => (format === 'grok') === (pattern !== undefined), {
    message: 'format grok needs a pattern, and only that one takes one',
    path: ['pattern'],
  });

/** The list: an entry is an object, or just a path. */
export const tailFilesSchema = z
  .array(z.union([z.string().min(1), fileSchema]))
  .max(1000)
  .default([])
  .describe('Files to follow. An entry is a path, or an object with the options below.');

/** One entry with its defaults. */
export const tailFile = (entry: TailFiles[number]) =>
  typeof entry === 'string' ? fileSchema.parse({ path: entry }) : entry;

/** The list with its defaults. */
export type TailFiles = z.output<typeof tailFilesSchema>;

/** How files are followed. */
export const tailConfigSchema = z.strictObject({
  files: tailFilesSchema,
  pollMs: z
    .int()
    .min(10)
    .max(60_000)
    .default(200)
    .describe(
      'How often files that are being written are looked at. Quiet ones are looked at less often.',
    ),
  joinMs: z
    .int()
    .min(0)
    .max(60_000)
    .default(500)
    .describe(
      'How long the last line of a file waits for lines that belong to the same stack trace.',
    ),
  filesMax: z.int().min(1).max(1_000_000).default(20_000).describe('Files followed at a time.'),
  openFilesMax: z
    .int()
    .min(32)
    .max(100_000)
    .default(256)
    .describe('Files open at a time; the ones read last.'),
});
