import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configOptions, loadConfig } from '@groundcrew/runtime';
import { configSchema } from './schema.ts';

test('every option has a description and a default within its bounds', () => {
  const { options } = configOptions(configSchema);
  for (const { key, default: standard, description } of options) {
    assert.notEqual(standard, undefined, `${key} has no default`);
    assert.ok(description.endsWith('.'), `${key}'s description is no sentence`);
  }
  const { value } = loadConfig(configSchema, {});
  assert.equal(value.listen, '127.0.0.1:4400');
  assert.equal(value.store, 'embedded');
});

test('days of retention are a number, or forever, in every spelling', () => {
  const days = (text: string) =>
    loadConfig(configSchema, { flags: new Map([['retention.logs-days', text]]) }).value.retention
      .logsDays;
  assert.equal(days('30'), 30);
  assert.equal(days('forever'), 'forever');
  assert.throws(() => days('0'), /--retention\.logs-days/);
  assert.throws(() => days('a while'), /cannot use "a while"/);
});

test('the pattern of request ids is checked at the start', () => {
  const pattern = (text: string) =>
    loadConfig(configSchema, { flags: new Map([['request-ids.pattern', text]]) }).value.requestIds
      .pattern;
  assert.equal(pattern('off'), 'off');
  assert.equal(pattern('job ([0-9]+)'), 'job ([0-9]+)');
  assert.throws(() => pattern('job [0-9]+'), /--request-ids\.pattern.*needs a group/s);
  assert.throws(() => pattern('(?=x)(y)'), /--request-ids\.pattern/);
});

test('names are unique in every spelling', () => {
  const { options } = configOptions(configSchema);
  for (const spelling of ['key', 'environment', 'flag'] as const) {
    assert.equal(new Set(options.map((option) => option[spelling])).size, options.length);
  }
});
