// What programs really printed (see programs/), and the records it becomes. UPDATE_GOLDEN=1 writes the records anew.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { RecordJoiner } from './record-joiner.ts';

const folder = resolve(import.meta.dirname, '../../src/join/cases');

describe('records of what programs print', () => {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.log'))) {
    it(file, () => {
      const records: { lines: number; first: string; last: string }[] = [];
      const joiner = new RecordJoiner({
        onRecord: (text, _, lines) => {
          const all = text.split('\n');
          records.push({ lines, first: all[0] ?? '', last: all.at(-1) ?? '' });
        },
      });
      const text = readFileSync(join(folder, file), 'utf8').replace(/\n$/, '');
      for (const line of text.split('\n')) joiner.push(line, undefined);
      joiner.end();
      const golden = join(folder, file.replace(/\.log$/, '.records.json'));
      const found = `${JSON.stringify(records, undefined, 2)}\n`;
      if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(golden, found);
      assert.equal(found, readFileSync(golden, 'utf8'));
    });
  }
});
