import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { type ActiveRequest, ActiveRequests } from './active-requests.ts';

it('knows who came and has not gone, whatever the order', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9)), (steps) => {
      const asked: number[] = [];
      const requests = Array.from({ length: 10 }, (_, number): ActiveRequest => ({
        place: -1,
        checkSpeed: () => void asked.push(number),
      }));
      const active = new ActiveRequests();
      const expected = new Set<number>();
      for (const number of steps) {
        const request = requests[number];
        if (!request) continue;
        if (expected.delete(number)) active.remove(request);
        else {
          active.add(request);
          expected.add(number);
        }
      }
      active.checkSpeed(0);
      assert.deepEqual(
        asked.toSorted((a, b) => a - b),
        [...expected].toSorted((a, b) => a - b),
      );
      assert.equal(active.size, expected.size);
    }),
  );
});

it('asks each of them once although some leave when asked', () => {
  const active = new ActiveRequests();
  const asked: number[] = [];
  for (let number = 0; number < 5; number++) {
    const request: ActiveRequest = {
      place: -1,
      checkSpeed() {
        asked.push(number);
        if (number % 2 === 0) active.remove(request);
      },
    };
    active.add(request);
  }
  active.checkSpeed(0);
  assert.deepEqual(asked, [4, 3, 2, 1, 0]);
  assert.equal(active.size, 2);
});

it('removes nothing for a request that is not there', () => {
  const active = new ActiveRequests();
  active.add({ place: -1, checkSpeed: () => {} });
  active.remove({ place: -1, checkSpeed: () => {} });
  assert.equal(active.size, 1);
});
