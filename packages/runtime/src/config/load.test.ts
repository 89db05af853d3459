import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { GroundcrewError } from '../errors.ts';
import { exampleSchema } from './testing/example-schema.ts';
import { type ConfigSources, loadConfig } from './load.ts';

const load = (sources: ConfigSources) => loadConfig(exampleSchema, sources);
const file = (text: string) => ({ name: 'groundcrew.yaml', text });
const variables = (record: Record<string, string>) => new Map(Object.entries(record));

function failure(sources: ConfigSources): string {
  try {
    load(sources);
  } catch (error) {
    assert.ok(error instanceof GroundcrewError);
    return error.message;
  }
  return assert.fail('it was accepted');
}

test('flags win over the environment, the environment over the file, the file over defaults', () => {
  const config = load({
    file: file('listen: file\nstore: file\nhttp:\n  maxConnections: 1\n'),
    environment: variables({
      GROUNDCREW_STORE: 'environment',
      GROUNDCREW_HTTP_MAX_CONNECTIONS: '2',
    }),
    flags: variables({ 'http.max-connections': '3' }),
  });
  assert.equal(config.value.listen, 'file');
  assert.equal(config.value.store, 'environment');
  assert.equal(config.value.http.maxConnections, 3);
  assert.equal(config.value.receivers.ingest.maxLineBytes, 1_000);
  assert.deepEqual(Object.fromEntries(config.origins), {
    listen: 'groundcrew.yaml:1:1',
    store: 'GROUNDCREW_STORE',
    'http.maxConnections': '--http.max-connections',
  });
});

test('text becomes the type its option wants', () => {
  const { value } = load({
    environment: variables({
      GROUNDCREW_HTTP_COMPRESS: 'false',
      GROUNDCREW_RECEIVERS_INGEST_FORMATS: 'json, text',
      GROUNDCREW_STORE: '123',
    }),
  });
  assert.equal(value.http.compress, false);
  assert.deepEqual(value.receivers.ingest.formats, ['json', 'text']);
  assert.equal(value.store, '123', 'text stays text');
});

test('an unknown variable or flag is an error that names the nearest', () => {
  assert.equal(
    failure({ environment: variables({ GROUNDCREW_HTTP_MAX_CONECTIONS: '1' }) }),
    'cannot use the configuration: GROUNDCREW_HTTP_MAX_CONECTIONS: unknown environment variable; did you mean "GROUNDCREW_HTTP_MAX_CONNECTIONS"?',
  );
  assert.match(
    failure({ flags: variables({ 'http.max-conections': '1' }) }),
    /--http\.max-conections: unknown option; did you mean "http\.max-connections"/,
  );
});

test("other programs' variables, our commands' own and Kubernetes's service links are left alone", () => {
  load({
    environment: variables({
      HOME: '/root',
      GROUNDCREW_URL: 'http://x',
      GROUNDCREW_SERVICE_HOST: '10.0.0.1',
      GROUNDCREW_SERVICE_PORT_HTTP: '4400',
      GROUNDCREW_PORT: 'tcp://10.0.0.1:4400',
      GROUNDCREW_PORT_4400_TCP_ADDR: '10.0.0.1',
    }),
    otherEnvironment: ['GROUNDCREW_URL'],
  });
});

test('all problems are reported at once, and no secret with them', () => {
  const message = failure({
    environment: variables({
      GROUNDCREW_PASSWORD: 'canary-canary-canary-canary',
      GROUNDCREW_HTTP_COMPRESS: 'maybe',
      GROUNDCREW_HTTP_MAX_CONNECTIONS: '0x10',
    }),
  });
  assert.match(
    message,
    /GROUNDCREW_HTTP_COMPRESS: cannot use "maybe" for "http.compress": expected a boolean/,
  );
  assert.match(
    message,
    /GROUNDCREW_HTTP_MAX_CONNECTIONS: cannot use "0x10" for "http.maxConnections": expected a (whole )?number/,
  );
  assert.match(
    message,
    /GROUNDCREW_PASSWORD: cannot use "\*+" for "password": expected at most 20 characters/,
  );
  assert.doesNotMatch(message, /canary/);
});

test('a key cannot reach the prototype, aliases cannot multiply', () => {
  assert.match(
    failure({ file: file('__proto__:\n  polluted: 1\n') }),
    /unknown option "__proto__\.polluted"/,
  );
  assert.match(failure({ file: file('constructor: 1\n') }), /unknown option "constructor"/);
  assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]'];
  for (let index = 1; index < 9; index++) {
    const last = String.fromCharCode(96 + index);
    bomb.push(
      `${String.fromCharCode(97 + index)}: &${String.fromCharCode(97 + index)} [${`*${last},`.repeat(9)}]`,
    );
  }
  assert.match(
    failure({ file: file(bomb.join('\n')) }),
    /it has more than (100 aliases|20000 values)/,
  );
  assert.match(failure({ file: file('listen: &a [*a]\n') }), /more than 100 aliases|nested deeper/);
});

// Each bad file says in its first lines, as comments, what must be reported.
const folder = join(import.meta.dirname, '../../src/config/cases');
for (const name of readdirSync(folder).sort()) {
  test(`case ${name}`, () => {
    const text = readFileSync(join(folder, name), 'utf8');
    if (name.endsWith('.good.yaml')) {
      load({ file: file(text) });
      return;
    }
    const expected = text
      .split('\n')
      .filter((line) => line.startsWith('# '))
      .map((line) => line.slice(2));
    assert.ok(expected.length > 0, 'a bad case must say what is expected');
    assert.equal(failure({ file: file(text) }), expected.join('\n'));
  });
}
