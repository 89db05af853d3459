import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { unusedHost } from '../../testing/unused-host.ts';
import { ingest } from './ingest.ts';

describe('the receiver ingest', () => {
  const pathsWith = (enabled: boolean) => {
    const paths: string[] = [];
    ingest.bind({ enabled }, { ...unusedHost, http: (path) => paths.push(path) });
    return paths;
  };

  it('binds to its address, unless it is switched off', () => {
    assert.deepEqual(pathsWith(true), ['/ingest']);
    assert.deepEqual(pathsWith(false), []);
  });
});
