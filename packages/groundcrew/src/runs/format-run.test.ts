import assert from 'node:assert/strict';
import { it } from 'node:test';
import { coloursFor } from '../terminal/colours.ts';
import { runHead, runLine, runTable, slowGapMs } from './format-run.ts';

const plain = coloursFor({ isTTY: false }, new Map());
const coloured = coloursFor({ isTTY: true }, new Map());
const run = {
  run_id: '018f0000-0000-7000-8000-000000000001',
  job: 'evil\u001b[2Jjob\nx',
  state: 'killed',
  outcome: 'killed by signal 9 after 3 min 12 s, peak 412 MiB',
  started_at: '2026-11-21T09:41:47.123456789Z',
  duration_ms: 192_000,
  memory_peak_bytes: 412 * 1024 ** 2,
  lines: 4,
  lost_lines: 2,
  command: ['sh', '-c', '\u009b31m'],
  host: 'web-1',
  user: 'app',
};
const record = (body: string, severity_number = 9) => ({
  record: { time: '2026-11-21T09:41:50.000000001Z', body, severity_number },
  json: '',
});

it('lists runs as a table without control characters', () => {
  const text = runTable(
    [run, { ...run, state: 'succeeded', job: 'b', memory_peak_bytes: 0 }],
    plain,
  );
  assert.equal(text.split('\n').length, 4);
  assert.doesNotMatch(text.replaceAll('\n', ''), /\p{Cc}/u);
  assert.match(text, /^STARTED +JOB +STATE +TOOK +PEAK +LINES +ID\n/);
  assert.match(
    text,
    /2026-11-21T09:41:47\.123Z +evil\\x1b\[2Jjob\\nx +killed +3 min 12 s +412 MiB/,
  );
});

it('tells how a run went', () => {
  const text = runHead({ run, last_good: { ...run, duration_ms: 20_000 } }, plain);
  assert.match(text, /^evil.*: killed by signal 9 after 3 min 12 s, peak 412 MiB\n/);
  assert.match(text, /started +2026-11-21T09:41:47\.123Z on web-1 by app\n/);
  assert.match(text, /lines +4, 2 lost\n/);
  assert.match(text, /last good +took 20 s, 018f/);
  assert.match(text, /command +sh -c \\x9b31m\n/);
});

it('marks slow gaps, and keeps further lines of a message under it', () => {
  const slowMs = slowGapMs(run);
  assert.equal(slowMs, 9600);
  const quick = runLine({ ...record('a\nb'), gapNs: 40e6 }, slowMs, plain);
  assert.equal(quick, `        +40 ms  09:41:50.000  a\n${' '.repeat(30)}b\n`);
  const slow = runLine({ ...record('\u001b]0;x\u0007'), gapNs: 180e9 }, slowMs, plain);
  assert.equal(slow, '       !+3 min  09:41:50.000  \\x1b]0;x\\x07\n');
  assert.notEqual(
    runLine({ ...record('x', 17), gapNs: 0 }, slowMs, coloured),
    runLine({ ...record('x'), gapNs: 0 }, slowMs, coloured),
  );
});
