// The list of migrations, in order. Add a file and a line; never change a released one.
import { migration1 } from './0001-logs.ts';
import { migration2 } from './0002-runs.ts';
import { migration3 } from './0003-entities.ts';
import { migration4 } from './0004-codecs.ts';
import { migration5 } from './0005-merged-parts.ts';
import type { Migration } from './migration.ts';

export const migrations: readonly Migration[] = [
  migration1,
  migration2,
  migration3,
  migration4,
  migration5,
];
