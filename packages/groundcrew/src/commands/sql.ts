// `groundcrew sql`: read-only SQL, answered in any output format of ClickHouse.
import { GroundcrewError } from '@groundcrew/runtime';
import { Command } from 'commander';
import { bodyOf } from '../client/lines.ts';
import { openServerClient } from '../client/server-client.ts';
import { print } from '../terminal/output.ts';
import { visible } from '../terminal/visible.ts';

interface SqlOptions {
  format?: string;
  url?: string;
}

/** Readable in a terminal and cuttable in a script. */
const defaultFormat = 'PrettyCompactNoEscapes';
const inputBytesMax = 1024 * 1024;

/** The command. */
export function sqlCommand(): Command {
  const command = new Command('sql')
    .description(
      'Sends a SELECT to the store, read-only, and prints the answer. Tables: logs, logs_per_minute.',
    )
    .argument('[statement...]', 'the statement; from standard input when absent or "-"')
    .option(
      '--format <format>',
      `ClickHouse output format, such as CSVWithNames or JSONEachRow (default: ${defaultFormat})`,
    )
    .option(
      '--url <url>',
      'address of the server (default: $GROUNDCREW_URL, else http://127.0.0.1:4400)',
    )
    .addHelpText('after', examples)
    .action(async (words: string[]) => {
      await run(await statementFrom(words), command.opts<SqlOptions>());
    });
  return command;
}

async function run(statement: string, options: SqlOptions): Promise<void> {
  const format = options.format ?? defaultFormat;
  const answer = await openServerClient(options.url).request(
    `/api/sql?${new URLSearchParams({ format }).toString()}`,
    { method: 'POST', body: statement, headers: { 'content-type': 'text/plain' } },
  );
  // A format asked for is data for a program, unless a person looks at it.
  const isData = options.format !== undefined && !process.stdout.isTTY;
  const decoder = new TextDecoder();
  for await (const chunk of bodyOf(answer)) {
    await print(isData ? chunk : visible(decoder.decode(chunk, { stream: true })));
  }
}

async function statementFrom(words: readonly string[]): Promise<string> {
  const isFromInput = words.length === 0 || (words.length === 1 && words[0] === '-');
  if (!isFromInput) return words.join(' ');
  if (process.stdin.isTTY) {
    throw new GroundcrewError('usage', 'cannot ask the store: there is no statement', {
      hint: "write one, such as: groundcrew sql 'SELECT count() FROM logs'",
    });
  }
  return readInput();
}

async function readInput(): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of process.stdin) {
    // Standard input without an encoding gives buffers.
    const bytes = chunk as Buffer;
    sizeBytes += bytes.length;
    if (sizeBytes > inputBytesMax) {
      throw new GroundcrewError(
        'usage',
        'cannot ask the store: the statement is larger than 1 MiB',
      );
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const examples = `
Examples:
  groundcrew sql 'SELECT service, count() FROM logs GROUP BY service'
  groundcrew sql --format CSVWithNames < report.sql > report.csv
  echo 'SELECT max(time) FROM logs' | groundcrew sql
`;
