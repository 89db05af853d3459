import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DefaultsReader } from './request-defaults.ts';

const read = (query: string) => new DefaultsReader().read(query);

describe('DefaultsReader', () => {
  it('reads what holds for every line, under the names of the log and of the model', () => {
    const defaults = read('service=web%20shop&host=h&instance=1&release=v2&run_id=r&other=x');
    assert.equal(
      defaults.meta,
      '{"service":"web shop","host":"h","instance":"1","release":"v2","run_id":"r"}',
    );
    assert.deepEqual(defaults.line, {
      service: 'web shop',
      host: 'h',
      instance: '1',
      release: 'v2',
      runId: 'r',
    });
  });

  it('says nothing for a request that says nothing', () => {
    for (const query of ['', 'other=1', 'service=', 'service=%0a%00', '%', '&&=', '__proto__=1']) {
      assert.equal(read(query).meta, '', query);
    }
  });

  it('bounds values and removes control characters', () => {
    assert.equal(read(`service=${'x'.repeat(5000)}`).line.service, 'x'.repeat(256));
    assert.equal(read('service=a%1b%5B31mb%0d%0ac%C2%9b').line.service, 'a[31mbc');
    assert.ok(
      read(`service=${encodeURIComponent(`${'x'.repeat(255)}😀`)}`).line.service?.isWellFormed(),
    );
  });

  it('remembers, within a bound', () => {
    const reader = new DefaultsReader();
    const first = reader.read('service=a');
    assert.equal(reader.read('service=a'), first);
    for (let n = 0; n < 600; n++) reader.read(`service=${n}`);
    assert.notEqual(reader.read('service=a'), first);
  });
});
