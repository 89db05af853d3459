// Migration 5: parts that were merged into another leave the disk within seconds.
import type { Migration } from './migration.ts';

// By default the store looks for them every 30 to 40 s, and less and less often while there are none: up to five
// minutes in which everything merged is on disk twice. How long they are kept at least is another setting (on a
// server elsewhere eight minutes, in the embedded engine not at all).
const settings =
  'cleanup_delay_period = 1, cleanup_delay_period_random_add = 0, max_cleanup_delay_period = 5';

export const migration5: Migration = {
  number: 5,
  name: 'merged parts',
  statements: ['logs', 'logs_per_minute'].map(
    (table) => `ALTER TABLE groundcrew.${table} MODIFY SETTING ${settings}`,
  ),
};
