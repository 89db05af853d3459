// The API's form of one record, for the documentation.
import { z } from 'zod';

const text = (description: string) => z.string().optional().describe(description);

export const logRecord = z
  .object({
    id: z
      .string()
      .optional()
      .describe('TIME-BATCH-ROW; also the cursor of a page. Absent in the live tail.'),
    time: z.string().describe('When it happened: RFC 3339, UTC, nanoseconds.'),
    observed_time: z.string().describe('When it was received.'),
    severity_number: z.int().min(0).max(24).describe('OpenTelemetry severity; 0 when unknown.'),
    severity_text: text('The level as its author wrote it.'),
    service: text('What wrote it.'),
    host: text('Where.'),
    instance: text('Which of several.'),
    body: z.string().describe('The message.'),
    request_id: text('The request it belongs to.'),
    trace_id: text('The trace, lower-case hexadecimal.'),
    span_id: text('The span, lower-case hexadecimal.'),
    run_id: text('The run of a job it belongs to.'),
    release: text('The version of what wrote it.'),
    attributes: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('Everything else by name, nested names joined with dots, with their types.'),
  })
  .meta({ id: 'LogRecord', description: 'One log record. Empty fields are left out.' });
