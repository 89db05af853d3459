import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { configOptions } from '@groundcrew/runtime';
import { ingestConfigSchema } from './config.ts';

describe('ingestConfigSchema', () => {
  it('needs nothing', () => {
    const config = ingestConfigSchema.parse(undefined);
    assert.equal(config.limits.maxLineBytes, 262_144);
    assert.equal(config.receivers.ingest.enabled, true);
    assert.deepEqual(ingestConfigSchema.parse({ limits: {}, receivers: { ingest: {} } }), config);
  });

  it('gives every option a description, a default and, for numbers, bounds that hold', () => {
    const { options } = configOptions(ingestConfigSchema);
    assert.ok(options.length >= 9);
    for (const option of options) {
      assert.notEqual(option.default, undefined, option.key);
      if (option.type !== 'integer') continue;
      assert.ok(option.minimum !== undefined && option.maximum !== undefined, option.key);
      const [, name = ''] = option.path;
      for (const value of [option.minimum - 1, option.maximum + 1, 1.5, '1']) {
        assert.ok(!ingestConfigSchema.safeParse({ limits: { [name]: value } }).success, option.key);
      }
    }
  });

  it('wants room for one largest request', () => {
    const parsed = ingestConfigSchema.safeParse({ limits: { maxBodyBytes: 40 * 1024 * 1024 } });
    assert.match(parsed.error?.message ?? '', /maxBodyBytes \+ maxDecodedBytes/);
  });

  it('knows every option it is given', () => {
    assert.ok(!ingestConfigSchema.safeParse({ limits: { maxLineByte: 5000 } }).success);
    assert.ok(!ingestConfigSchema.safeParse({ receivers: { syslog: {} } }).success);
  });
});
