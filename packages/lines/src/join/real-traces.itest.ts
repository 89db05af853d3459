// Runs programs that fail, in each language whose tools are present, and joins what they really print today.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { it } from 'node:test';
import { RecordJoiner } from './record-joiner.ts';

const folder = resolve(import.meta.dirname, '../../src/join/programs');

function records(text: string): string[] {
  const found: string[] = [];
  const joiner = new RecordJoiner({ onRecord: (record) => found.push(record) });
  for (const line of text.replace(/\n$/, '').split('\n')) joiner.push(line, undefined);
  joiner.end();
  return found;
}

interface Program {
  command: string[];
  /** What the records that are traces begin and end with, in order. */
  traces: [first: RegExp, last: RegExp][];
}

const programs: Record<string, Program> = {
  'Python, chained': {
    command: ['python3', 'chained.py'],
    traces: [
      [/^ERROR:root:request failed$/, /^RuntimeError: second$/],
      [/^ERROR:root:during handling$/, /^ValueError: invalid literal/],
      [/^Traceback/, /^RecursionError: /],
    ],
  },
  'Python, a group': {
    command: ['python3', 'group.py'],
    traces: [[/^ {2}\+ Exception Group Traceback/, /^ +\+-+$/]],
  },
  'Node, with causes and uncaught': {
    command: [process.execPath, 'errors.cjs'],
    traces: [
      [/^Error: outer$/, /^\}$/],
      [/^request failed: Error: x$/, /^\}$/],
      [/^AggregateError: many$/, /^\}$/],
      [/errors\.cjs:\d+$/, /^Node\.js v/],
    ],
  },
  'Ruby, with a cause': {
    command: ['ruby', 'wrapped.rb'],
    traces: [
      [/ERROR -- : wrapped/, /<main>'$/],
      [/wrapped \(RuntimeError\)$/, /<main>'$/],
    ],
  },
  'PHP, with a previous exception': {
    command: ['php', '-d', 'display_errors=0', '-d', 'log_errors=1', 'wrapped.php'],
    traces: [[/PHP Fatal error: {2}Uncaught InvalidArgumentException/, /thrown in .* on line/]],
  },
  'Java, with causes and suppressed ones': {
    command: ['java', 'Main.java'],
    traces: [
      [/Main main$/, /^\t(?:at|\.\.\.) /],
      [/^Exception in thread "main"/, /^\t(?:at|\.\.\.) /],
    ],
  },
  'Go, a panic': {
    command: ['go', 'run', 'panics.go'],
    traces: [[/^panic: assignment to entry in nil map/, /^(?:exit status 2|\t.*)$/]],
  },
};

for (const [name, { command, traces }] of Object.entries(programs)) {
  it(name, (t) => {
    const [program = '', ...rest] = command;
    const { error, stderr } = spawnSync(program, rest, {
      cwd: folder,
      encoding: 'utf8',
      timeout: 60_000,
      env: { ...process.env, LC_ALL: 'C', NO_COLOR: '1' },
    });
    if (error) return t.skip(`${program} is not on this machine: ${error.message}`);
    const joined = records(stderr).filter((record) => record.split('\n').length > 2);
    assert.equal(joined.length, traces.length, stderr);
    for (const [index, [first, last]] of traces.entries()) {
      const lines = joined[index]?.split('\n') ?? [];
      assert.match(lines[0] ?? '', first);
      assert.match(lines.at(-1) ?? '', last);
    }
  });
}
