// Secrets that something names do not leave the machine in a command line; the rest of it stays readable.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maskCommand } from './mask.ts';

const cases: [string[], string[]][] = [
  [
    ['app', '--password=hunter2'],
    ['app', '--password=***'],
  ],
  [
    ['app', '--db-password', 'hunter2', 'x'],
    ['app', '--db-password', '***', 'x'],
  ],
  [
    ['app', 'token=abc', 'name=joe'],
    ['app', 'token=***', 'name=joe'],
  ],
  [
    ['env', 'API_KEY=abc', 'run'],
    ['env', 'API_KEY=***', 'run'],
  ],
  [
    ['psql', 'postgres://joe:pw@db/shop'],
    ['psql', 'postgres://joe:***@db/shop'],
  ],
  [
    ['psql', 'postgres://:pw@db/shop'],
    ['psql', 'postgres://:***@db/shop'],
  ],
  [
    ['curl', '-H', 'Authorization: Bearer abc.def', 'https://x/'],
    ['curl', '-H', 'Authorization: ***', 'https://x/'],
  ],
  [
    ['sh', '-c', 'SECRET="a b" run --token abc'],
    ['sh', '-c', 'SECRET=*** run --token ***'],
  ],
  [
    ['app', '--access-key', 'k', '--verbose'],
    ['app', '--access-key', '***', '--verbose'],
  ],
  [
    ['app', '--tokenize', 'text', '--keyboard=de'],
    ['app', '--tokenize', 'text', '--keyboard=de'],
  ],
  [
    ['passwd', 'joe'],
    ['passwd', 'joe'],
  ],
];

for (const [command, masked] of cases) {
  test(command.join(' '), () => assert.deepEqual(maskCommand(command), masked));
}
