import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paletteSize, placesOf } from './series-colors.ts';

const nothing = new Map<string, number>();
const names = (count: number, prefix = 'service') =>
  Array.from({ length: count }, (_, index) => `"${prefix}-${index}"`);

test('as many values as there are colours each have their own, the same every time', () => {
  for (const prefix of ['service', 'host', 'x']) {
    const ids = names(paletteSize, prefix);
    const places = placesOf(ids, nothing);
    assert.deepEqual(
      [...places.values()].toSorted((a, b) => a - b),
      [0, 1, 2, 3, 4, 5, 6, 7],
    );
    assert.deepEqual(placesOf(ids, nothing), places);
  }
});

test('a value keeps its colour while others come and go, and has it again when it comes back', () => {
  const all = placesOf(names(8), nothing);
  const few = placesOf(['"service-3"', '"service-5"'], all);
  const others = placesOf(['"service-3"', ...names(5, 'other')], few);
  assert.equal(few.get('"service-3"'), all.get('"service-3"'));
  assert.equal(others.get('"service-3"'), all.get('"service-3"'));
  const shown = ['"service-3"', ...names(5, 'other')].map((id) => others.get(id));
  assert.equal(new Set(shown).size, 6, 'no two on screen have the same');
  const back = placesOf(names(8), placesOf(['"service-3"'], all));
  assert.deepEqual(new Map(back), new Map(all));
});

test('what is remembered is bounded', () => {
  let places: ReadonlyMap<string, number> = nothing;
  for (let turn = 0; turn < 200; turn++) places = placesOf(names(8, `turn-${turn}`), places);
  assert.ok(places.size <= 508, String(places.size));
});
