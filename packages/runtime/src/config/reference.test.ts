import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleSchema } from './testing/example-schema.ts';
import { loadConfig } from './load.ts';
import { configOptions } from './options.ts';
import { maskPassword, maskUser } from './mask-address.ts';
import { printedConfig } from './print.ts';
import { configJsonSchema, configReference } from './reference.ts';

test('the list of options follows the schema', () => {
  const { options, sections } = configOptions(exampleSchema);
  assert.deepEqual(
    options.map(({ key }) => key),
    [
      'listen',
      'store',
      'password',
      'http.maxConnections',
      'http.compress',
      'receivers.ingest.maxLineBytes',
      'receivers.ingest.formats',
    ],
  );
  assert.deepEqual(
    sections.map(({ path }) => path.join('.')),
    ['http', 'receivers', 'receivers.ingest'],
  );
  const formats = options.at(-1);
  assert.equal(formats?.type, 'list');
  assert.equal(formats?.itemType, 'string');
});

test('printing shows value and origin, and masks secrets and passwords in URLs', () => {
  const config = loadConfig(exampleSchema, {
    environment: new Map([
      ['GROUNDCREW_PASSWORD', 'canary'],
      ['GROUNDCREW_STORE', 'http://user:canary@db:8123/x'],
    ]),
  });
  const printed = printedConfig(config);
  assert.deepEqual(printed[0], { key: 'listen', value: '127.0.0.1:4400', origin: 'default' });
  assert.deepEqual(printed[1], {
    key: 'store',
    value: 'http://user:********@db:8123/x',
    origin: 'GROUNDCREW_STORE',
  });
  assert.doesNotMatch(JSON.stringify(printed), /canary/);
});

test('a password is masked up to the last @', () => {
  assert.equal(maskPassword('https://a:b@c@host/d'), 'https://a:********@host/d');
  assert.equal(maskPassword('http://host:80/a@b'), 'http://host:80/a@b');
  assert.equal(
    maskPassword('cannot reach http://a:b@c now'),
    'cannot reach http://a:********@c now',
  );
  assert.equal(maskPassword('a:b@host:80'), 'a:********@host:80');
  assert.equal(maskPassword('host:80'), 'host:80');
  assert.equal(maskUser('http://token@host/a@b'), 'http://********@host/a@b');
  assert.equal(maskUser('a:b@host'), '********@host');
});

test('the JSON Schema lets every section be left out and refuses unknown keys', () => {
  const document = configJsonSchema(exampleSchema, 'groundcrew.yaml');
  const text = JSON.stringify(document);
  assert.doesNotMatch(text, /"required"|"secret"|9007199254740991/);
  assert.match(text, /"additionalProperties":false/);
});

test('the reference page has every option in all spellings', () => {
  const page = configReference(exampleSchema, 'Introduction.');
  for (const option of configOptions(exampleSchema).options) {
    for (const spelling of [option.key, option.environment, option.flag]) {
      assert.ok(page.includes(`\`${spelling}\``), spelling);
    }
  }
  assert.match(page, /^# Configuration\n\nIntroduction\.\n\n## Top level\n/);
  assert.match(page, /\| 1 to 9999 \| 2000 \|/);
});
