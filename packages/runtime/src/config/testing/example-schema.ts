// A small schema with every kind of option, for the tests of the config kit.
import { z } from 'zod';

export const exampleSchema = z.strictObject({
  listen: z.string().min(1).default('127.0.0.1:4400').describe('Address.'),
  store: z.string().default('embedded').describe('Store.'),
  password: z.string().max(20).default('none').describe('Password.').meta({ secret: true }),
  http: z
    .strictObject({
      maxConnections: z.int().min(1).max(9_999).default(2_000).describe('Connections at a time.'),
      compress: z.boolean().default(true).describe('Whether answers are compressed.'),
    })
    .describe('The HTTP server.'),
  receivers: z
    .strictObject({
      ingest: z
        .strictObject({
          maxLineBytes: z.int().min(1).default(1_000).describe('Longest line.'),
          formats: z
            .array(z.enum(['json', 'text']))
            .default(['json'])
            .describe('Formats.'),
        })
        .describe('POST /ingest.'),
    })
    .describe('Receivers.'),
});
