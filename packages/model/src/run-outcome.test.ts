import assert from 'node:assert/strict';
import { it } from 'node:test';
import { bytesText, durationText, type OutcomeFacts, outcomeText } from './run-outcome.ts';

const facts = (more: Partial<OutcomeFacts>): OutcomeFacts => ({
  state: 'succeeded',
  out_of_memory: false,
  memory_peak_bytes: 0,
  duration_ms: 192_000,
  ...more,
});

it('says how a run went', () => {
  const said: [Partial<OutcomeFacts>, string][] = [
    [
      { state: 'killed', signal: 'SIGKILL', memory_peak_bytes: 412 * 1024 ** 2 },
      'killed by signal 9 after 3 min 12 s, peak 412 MiB',
    ],
    [
      { state: 'killed', signal: 'SIGKILL', out_of_memory: true },
      'killed by signal 9, out of memory, after 3 min 12 s',
    ],
    [{ state: 'killed', signal: 'SIGSTKFLT' }, 'killed by SIGSTKFLT after 3 min 12 s'],
    [{ state: 'killed' }, 'killed after 3 min 12 s'],
    [{ state: 'failed', exit_code: 1 }, 'failed with exit status 1 after 3 min 12 s'],
    [{ state: 'failed' }, 'failed after 3 min 12 s'],
    [{ exit_code: 0, duration_ms: 40 }, 'succeeded after 40 ms'],
    [{ state: 'running' }, 'running for 3 min 12 s'],
    [{ state: 'lost' }, 'lost sight of after 3 min 12 s'],
  ];
  for (const [more, text] of said) assert.equal(outcomeText(facts(more)), text);
});

it('writes durations and sizes as people say them', () => {
  const durations = [
    0,
    1.234,
    40,
    999,
    1250,
    59_940,
    60_000,
    61_499,
    3_600_000,
    7_325_000,
    90_000_000,
    86_400_000 * 3,
  ];
  assert.deepEqual(durations.map(durationText), [
    '0 ms',
    '1.23 ms',
    '40 ms',
    '999 ms',
    '1.25 s',
    '59.9 s',
    '1 min',
    '1 min 1 s',
    '1 h',
    '2 h 2 min',
    '1 d 1 h',
    '3 d',
  ]);
  assert.deepEqual([0, 1023, 1536, 412 * 1024 ** 2, 2 ** 40].map(bytesText), [
    '0 bytes',
    '1023 bytes',
    '1.5 KiB',
    '412 MiB',
    '1 TiB',
  ]);
});
