import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Sample, slopePerHour } from './samples.ts';

const series = (bytesAt: (index: number) => number): Sample[] =>
  Array.from({ length: 120 }, (_, index) => ({
    hours: index / 60,
    gatewayBytes: bytesAt(index),
    engineBytes: 0,
    openFiles: 20,
  }));
const slope = (bytesAt: (index: number) => number) =>
  slopePerHour(series(bytesAt), (sample) => sample.gatewayBytes);

test('growth is told from garbage that is collected later', () => {
  assert.equal(Math.round(slope(() => 1000)), 0);
  assert.equal(Math.round(slope((index) => 1000 + index)), 60);
  const saw = (index: number) => 1000 + (index % 12) * 500;
  assert.equal(Math.round(slope(saw)), 0);
  assert.ok(Math.abs(slope((index) => saw(index) + index) - 60) < 1);
});
