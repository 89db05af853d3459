// One suite for all receivers: forgetting a piece of a new one is a failing test that names it.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { configOptions, defaultText } from '@groundcrew/runtime';
import { receivers } from '../receivers/index.ts';
import { casesOf, decoded, expected } from '../testing/golden.ts';

// Tests run compiled, from dist/conformance; the cases stay in src.
const root = new URL('../../src/receivers/', import.meta.url);

describe('the list of receivers', () => {
  it('has every folder, and each once', () => {
    const folders = readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
    assert.deepEqual(receivers.map((receiver) => receiver.name).toSorted(), folders.toSorted());
  });
});

for (const receiver of receivers) {
  const folder = new URL(`${receiver.name}/`, root);
  const cases = casesOf(folder);
  const readme = readFileSync(new URL('README.md', folder), 'utf8');

  describe(`receiver ${receiver.name}`, () => {
    it('has a name that can be a metric label, a folder and an option', () =>
      assert.match(receiver.name, /^[a-z][a-z0-9_]{0,31}$/));

    it('says what it is, what it carries and what it implements', () => {
      assert.match(receiver.summary, /^[A-Z].*\.$/);
      assert.ok(receiver.signals.length > 0);
      for (const spec of receiver.specs) assert.equal(new URL(spec).protocol, 'https:');
    });

    it('has a default and a description for each option', () => {
      for (const option of configOptions(receiver.config).options) {
        assert.notEqual(option.default, undefined, option.key);
        assert.match(option.description, /\.$/, option.key);
      }
      assert.ok(receiver.config.safeParse({}).success);
      assert.ok(!receiver.config.safeParse({ unknown: 1 }).success);
    });

    it('has a README that answers the four questions and lists the options as they are', () => {
      for (const chapter of [
        'Who sends this today',
        'Which spec',
        'What maps to what',
        'What we drop',
      ]) {
        assert.match(readme, new RegExp(`^## ${chapter}$`, 'm'));
      }
      assert.ok(readme.includes(receiver.summary));
      assert.equal(/<!-- options -->\n([^]*)<!-- \/options -->/.exec(readme)?.[1], optionsTable());
    });

    it('has cases', () => assert.ok(cases.length > 0));

    for (const { name, input, expectedFile } of cases) {
      it(`decodes ${name}`, () => {
        const actual = decoded(receiver, input);
        assert.deepEqual(actual, expected(expectedFile, actual));
      });

      it(`takes ${name} cut at every byte, and with a byte changed`, () => {
        const changed = Buffer.from(input);
        for (const [at, byte] of input.entries()) {
          decoded(receiver, input.subarray(0, at));
          decoded(receiver, input.subarray(at));
          changed[at] = byte ^ 0x55;
          decoded(receiver, changed);
          changed[at] = byte;
        }
      });
    }

    it('takes arbitrary bytes', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
          decoded(receiver, Buffer.from(bytes));
        }),
      );
    });

    function optionsTable(): string {
      const rows = configOptions(receiver.config).options.map(
        (option) => `| \`${option.key}\` | ${defaultText(option)} | ${option.description} |\n`,
      );
      return `| option | default | |\n| --- | --- | --- |\n${rows.join('')}`;
    }
  });
}
