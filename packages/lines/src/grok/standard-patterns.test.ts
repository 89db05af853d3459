// The standard patterns against the published cases (see cases/SOURCE.md). Every case that fails is listed with a reason.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import { compileGrok, type Grok } from './compile-grok.ts';
import { standardPatterns } from './standard/patterns.ts';

interface Case {
  file: string;
  line: number;
  pattern: string;
  message: string;
  expect: Record<string, unknown>;
}

const older = 'expects the field names of the older set of patterns';
/** By file and line of the specification. */
const failing: Readonly<Record<string, string>> = {
  'bro_spec.rb:168': `${older}, which alone match this line`,
  'bro_spec.rb:544': older,
  'bro_spec.rb:545': older,
  'firewalls_spec.rb:13': older,
  'nagios_spec.rb:186': older,
  'nagios_spec.rb:391': older,
  'netscreen_spec.rb:24': 'no published pattern gives network.protocol here',
  'netscreen_spec.rb:106': 'the message of the case has no reason, which it expects',
  'redis_spec.rb:152': older,
  'redis_spec.rb:156': older,
  'redis_spec.rb:160': older,
  'redis_spec.rb:164': older,
  'redis_spec.rb:168': older,
  'redis_spec.rb:186': older,
  'redis_spec.rb:190': older,
  'redis_spec.rb:194': older,
  'redis_spec.rb:198': older,
  'redis_spec.rb:202': older,
};

const path = resolve(import.meta.dirname, '../../src/grok/cases/ecs-v1.jsonl');
const cases = readFileSync(path, 'utf8')
  .trimEnd()
  .split('\n')
  // A line of our own data.
  .map((line) => JSON.parse(line) as Case);

const compiled = new Map<string, Grok>();

function grokOf(name: string): Grok {
  const known = compiled.get(name);
  if (known) return known;
  const grok = compileGrok(name.includes('%{') ? name : `%{${name}}`);
  compiled.set(name, grok);
  return grok;
}

/** Nested members by names with dots; `$partial` stands for a comparison of some members. */
function flat(object: object, prefix = ''): [string, unknown][] {
  return Object.entries(object).flatMap(([key, value]: [string, unknown]) => {
    const name = key === '$partial' ? prefix : prefix === '' ? key : `${prefix}.${key}`;
    const isNested = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isNested ? flat(value, name) : [[name, value] as [string, unknown]];
  });
}

function passes({ pattern, message, expect }: Case): boolean {
  // Some titles say more behind the name.
  const found = grokOf(pattern.includes('%{') ? pattern : (pattern.split(' ')[0] ?? '')).match(
    message,
  );
  return flat(expect).every(([name, value]) => {
    try {
      assert.deepEqual(found?.get(name), value);
      return true;
    } catch {
      return false;
    }
  });
}

describe('standard grok patterns', () => {
  it('all compile', () => {
    for (const name of standardPatterns.keys()) grokOf(name);
  });

  it('give what the published cases expect', (t) => {
    const failed = cases
      .filter((one) => !passes(one))
      .map(({ file, line }) => `${file.replace('spec/patterns/', '')}:${line}`);
    t.diagnostic(`${cases.length - failed.length} of ${cases.length} cases pass`);
    assert.deepEqual([...new Set(failed)].sort(), Object.keys(failing).sort());
  });
});
