// S14: escape sequences in lines, names, errors and commands, through the commands in a real terminal: nothing but
// printed text and our own colours comes out. What a program under `crew run --tty` writes passes unchanged.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { spawn } from '@lydell/node-pty';
import { findEventually, ingest } from '../harness/api.ts';
import {
  cleanEnvironment,
  eventually,
  program,
  startServer,
  temporaryFolder,
} from '../harness/server.ts';

const folder = temporaryFolder();
const server = await startServer(join(folder.path, 'data'));
after(async () => {
  await server.stop('SIGKILL');
  folder.remove();
});

/** What moves the cursor, colours, beeps, writes the clipboard, renames the window, hides or turns text around. */
const hostile = [
  '\u001b[2J\u001b[H',
  '\u001b]0;owned\u0007',
  '\u001b]52;c;b3duZWQ=\u0007',
  '\u001b]8;;http://evil/\u001b\\x\u001b]8;;\u001b\\',
  '\u001b[38;5;9m',
  '\u001b[5n',
  '\u001b[6n',
  '\u001bP$q\u001b\\',
  '\u001b_x\u001b\\',
  '\u001bc',
  '\u001b[?1049h',
  '\u001b[201~',
  '\u009b31m',
  '\u009d0;owned\u009c',
  '\u0090x\u009c',
  '\b\b\b\b',
  '\rfake',
  '\u0007',
  '\u000e',
  '\u000f',
  '\u0000',
  '\u007f',
  '\u202eevil\u202c',
  '\u2066x\u2069',
  '\u200f',
  '\ufeff',
  '\u2028',
  '\u2029',
  '\u0085',
  '\u000b',
  '\u000c',
  '\u001a',
  '\u0005',
];
const all = hostile.join('|');

/** Runs a command in a terminal; resolves with all bytes that it wrote there. */
function inTerminal(args: readonly string[], stopAt?: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const terminal = spawn(process.execPath, [program, ...args], {
      cols: 500,
      rows: 50,
      env: cleanEnvironment({
        GROUNDCREW_URL: server.url,
        GROUNDCREW_SPOOL: join(folder.path, 'spool'),
        TERM: 'xterm-256color',
      }),
    });
    let text = '';
    const timer = setTimeout(() => {
      terminal.kill('SIGKILL');
      reject(new Error(`no end of ${args.join(' ')}: ${JSON.stringify(text)}`));
    }, 60_000);
    terminal.onData((part) => {
      text += part;
      if (stopAt?.test(text)) terminal.kill('SIGINT');
    });
    terminal.onExit(() => {
      clearTimeout(timer);
      resolve(text);
    });
  });
}

/** Fails unless the text is harmless: printed characters, line ends, tabs, and colours (SGR) as we write them. */
function assertHarmless(what: string, text: string): void {
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  const rest = text.replaceAll(/\u001b\[\d{1,2}m/g, '').replaceAll('\r\n', '\n');
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  const bad = /(?![\n\t])[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u.exec(rest);
  assert.equal(
    bad,
    null,
    `${what}: ${JSON.stringify(rest.slice(Math.max(0, (bad?.index ?? 0) - 60), (bad?.index ?? 0) + 20))}`,
  );
}

const runId = '01936b2e-0000-7000-8000-0000000000aa';

async function seed(): Promise<void> {
  const lines = hostile.map((text) =>
    JSON.stringify({
      message: `terminaltest ${text} end`,
      level: `w${text}`,
      service: `s${text}`,
      host: `h${text}`,
      request_id: `r${text}`,
      release: text,
      run_id: runId,
      [`key${text}`]: `value${text}`,
      deep: { [text]: [text, { a: text }] },
    }),
  );
  const now = new Date().toISOString();
  const run = {
    run_id: runId,
    version: 1,
    job: `job${all}`,
    state: 'failed',
    host: `h${all}`,
    user: all,
    service: all,
    release: all,
    command: ['x', all],
    cwd: all,
    pid: 1,
    started_at: now,
    updated_at: now,
    ended_at: now,
    exit_code: 1,
    out_of_memory: false,
    cpu_user_ms: 1,
    cpu_system_ms: 1,
    memory_peak_bytes: 1,
    lines: 1,
    bytes: 1,
    lost_lines: 0,
    cut_lines: 0,
    samples: [],
  };
  const kept = await fetch(`${server.url}/ingest/runs`, {
    method: 'POST',
    body: JSON.stringify(run),
  });
  assert.equal(kept.status, 200, await kept.text());
  await ingest(server.url, lines.join('\n'));
  await findEventually(server.url, 'terminaltest', hostile.length);
  await eventually(
    'the run is there',
    async () =>
      (await fetch(`${server.url}/api/runs/${runId}`).then((answer) => answer.status)) === 200,
  );
}

test('every command that shows what came from outside', async (context) => {
  await seed();
  const commands = [
    ['logs', 'terminaltest', '--limit', '100'],
    ['logs', 'terminaltest', '--limit', '100', '--json'],
    ['runs'],
    ['runs', '--json'],
    ['runs', 'show', runId],
    ['runs', 'show', runId, '--json'],
    ['sql', 'SELECT body, service, attributes FROM logs'],
    // Errors that quote what was typed, or what the server says about it.
    ['logs', `level:error AND (${all}`],
    ['logs', `body:/(${all}/`],
    ['runs', all],
    ['runs', 'show', all],
    ['sql', `SELECT '${all}' FROM nothing`],
    ['logs', 'x', '--url', `http://${all}/`],
    ['logs', `--${all}`],
    [all],
    ['serve', '--config', `/nothing/${all}`],
    ['token', 'create', '--name', all, '--data', join(folder.path, 'other')],
    ['run', '--url', all, '--', 'true'],
    ['run', '--', `/nothing/${all}`],
    ['run', '--tty', '--', `/nothing/${all}`],
    ['run', '--tty', '--wait', all, '--', 'true'],
    ['run', '--name', `${'n'.repeat(200)}${all}`, '--', 'true'],
  ];
  for (const args of commands) {
    // No argument of a program can hold a zero.
    const text = await inTerminal(args.map((argument) => argument.replaceAll('\0', '')));
    assert.notEqual(text, '', args.join(' '));
    assertHarmless(args.join(' ').slice(0, 60), text);
  }
  context.diagnostic(`${commands.length} commands, ${hostile.length} sequences in each place`);
});

test('the live tail', async () => {
  const following = inTerminal(['logs', 'terminaltail', '--follow'], /terminaltail .*last/);
  const sending = setInterval(() => {
    const lines = [...hostile, 'last'].map((text) =>
      JSON.stringify({ message: `terminaltail ${text}`, [text]: text }),
    );
    void ingest(server.url, lines.join('\n')).catch(() => undefined);
  }, 300);
  const text = await following.finally(() => clearInterval(sending));
  assert.match(text, /terminaltail/);
  // The terminal itself shows ctrl-C.
  assertHarmless('logs --follow', text.replaceAll('^C', ''));
});

test('a program of `run --tty` has its terminal unchanged; only its record is made harmless', async () => {
  const script = String.raw`process.stdout.write('\x1b[31mred\x1b[0m\x1b[6n')`;
  const text = await inTerminal([
    'run',
    '--tty',
    '--name',
    'coloured',
    '--',
    process.execPath,
    '-e',
    script,
  ]);
  assert.ok(text.includes('\u001b[31mred\u001b[0m\u001b[6n'), JSON.stringify(text));
  await findEventually(server.url, 'service:coloured', 1);
  assertHarmless('runs show', await inTerminal(['runs', 'show', 'coloured']));
});
