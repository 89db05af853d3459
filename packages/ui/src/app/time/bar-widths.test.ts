import assert from 'node:assert/strict';
import { it } from 'node:test';
import { barWidths, stepFor, widthMs, widthsFor } from './bar-widths.ts';

const minuteMs = 60_000;
const spanOf = (lengthMs: number) => ({ startMs: 1e12, endMs: 1e12 + lengthMs });

it('offers widths that give at least two bars and at most a thousand', () => {
  assert.deepEqual(barWidths.map(widthMs), [1e3, 1e4, 6e4, 6e5, 36e5, 864e5]);
  assert.deepEqual(widthsFor(spanOf(5 * minuteMs)), ['1s', '10s', '1m']);
  assert.deepEqual(widthsFor(spanOf(60 * minuteMs)), ['10s', '1m', '10m']);
  assert.deepEqual(widthsFor(spanOf(7 * 1440 * minuteMs)), ['1h', '1d']);
  assert.deepEqual(widthsFor(spanOf(1_000_000)), ['1s', '10s', '1m']);
  assert.deepEqual(widthsFor(spanOf(1_000_001)), ['10s', '1m']);
  assert.deepEqual(widthsFor(spanOf(1_500)), []);
});

it('asks for a width only where the span allows it', () => {
  assert.deepEqual(stepFor(spanOf(60 * minuteMs), '10s'), { step: '10s' });
  assert.deepEqual(stepFor(spanOf(60 * minuteMs), '1s'), {});
  assert.deepEqual(stepFor(spanOf(60 * minuteMs), undefined), {});
});
