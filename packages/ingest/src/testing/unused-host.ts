// A host for tests of `bind` that expect nothing of it but what they replace.
import assert from 'node:assert/strict';
import type { ReceiverHost } from '../receivers/receiver.ts';

/** Fails at every call. */
export const unusedHost: ReceiverHost = {
  http: (path) => assert.fail(`bound to ${path}`),
  httpDialects: (path) => assert.fail(`bound to ${path}`),
  grpc: (name) => assert.fail(`bound to ${name}`),
  source: () => assert.fail('started a source'),
};
