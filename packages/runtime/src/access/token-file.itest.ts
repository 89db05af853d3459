import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { GroundcrewError } from '../errors.ts';
import { lockFolder } from '../folder-lock.ts';
import { silentLog } from '../log.ts';
import { openTokenAccess, type TokenAccess } from './token-access.ts';
import { TokenFile } from './token-file.ts';

let folder: string;
let access: TokenAccess | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'groundcrew-tokens-'));
});
afterEach(async () => {
  access?.close();
  access = undefined;
  await rm(folder, { recursive: true });
});

const open = async (isLoopback = true): Promise<TokenAccess> => {
  access = await openTokenAccess({
    file: new TokenFile(folder),
    log: silentLog,
    isLoopback,
    checkIntervalMs: 20,
  });
  return access;
};

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof GroundcrewError);
    return `${error.status} ${error.code}`;
  }
  return 'allowed';
};

async function eventually(isTrue: () => boolean): Promise<void> {
  const end = performance.now() + 30_000;
  while (!isTrue()) {
    assert.ok(performance.now() < end, 'not within 30 s');
    await new Promise((wake) => setTimeout(wake, 5));
  }
}

test('the file is private, holds no token, and leaves nothing beside it', async () => {
  const file = new TokenFile(folder);
  const { text, entry } = await file.create({ name: 'web', scopes: ['ingest'] });
  assert.equal((await stat(file.path)).mode & 0o777, 0o600);
  const content = await readFile(file.path, 'utf8');
  assert.ok(!content.includes(text.slice(16)), 'the secret is not in the file');
  assert.deepEqual(await readdir(folder), ['tokens.json']);
  assert.deepEqual(await file.read(), [entry]);
});

test('writers at the same time lose no token', async () => {
  await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      new TokenFile(folder).create({ name: `t${index}`, scopes: ['read'] }),
    ),
  );
  assert.equal((await new TokenFile(folder).read()).length, 12);
});

test('without tokens this machine may do all, others nothing', async () => {
  assert.equal((await open()).check(undefined, 'admin').id, 'local');
  access?.close();
  assert.equal(
    codeOf(() => undefined),
    'allowed',
  );
  const remote = await open(false);
  assert.equal(
    codeOf(() => remote.check(undefined, 'read')),
    '401 token-missing',
  );
});

test('the matrix of scopes and tokens', async () => {
  const file = new TokenFile(folder);
  const ingest = await file.create({ name: 'i', scopes: ['ingest'] });
  const read = await file.create({ name: 'r', scopes: ['read'] });
  const admin = await file.create({ name: 'a', scopes: ['admin'] });
  const expired = await file.create({
    name: 'e',
    scopes: ['admin'],
    expires: new Date(Date.now() - 1000),
  });
  const { check } = { check: (await open()).check.bind(access) };
  const answers = (text: string | undefined) =>
    (['ingest', 'read', 'admin'] as const).map((scope) =>
      codeOf(() => check(text === undefined ? undefined : `Bearer ${text}`, scope)),
    );
  const [no, yes, wrong] = ['403 scope-missing', 'allowed', '401 token-unknown'];
  assert.deepEqual(answers(ingest.text), [yes, no, no]);
  assert.deepEqual(answers(read.text), [no, yes, no]);
  assert.deepEqual(answers(admin.text), [yes, yes, yes]);
  assert.deepEqual(answers(expired.text), [wrong, wrong, wrong]);
  assert.deepEqual(
    answers(undefined),
    Array.from({ length: 3 }, () => '401 token-missing'),
  );
  assert.deepEqual(answers(`${admin.text.slice(0, -1)}_`), [wrong, wrong, wrong]);
  assert.deepEqual(answers('gc_'), [wrong, wrong, wrong]);
  assert.equal(
    codeOf(() => check(`Basic ${admin.text}`, 'read')),
    '401 token-missing',
  );
  assert.equal(check(`bearer ${admin.text}`, 'read').id, admin.entry.id);
});

test('making and revoking a token is noticed; revoking the last does not open the door', async () => {
  const file = new TokenFile(folder);
  const running = await open();
  assert.ok(running.isOpen);
  const { text, entry } = await file.create({ name: 'x', scopes: ['read'] });
  await eventually(() => codeOf(() => running.check(undefined, 'read')) === '401 token-missing');
  assert.equal(running.check(`Bearer ${text}`, 'read').id, entry.id);
  await file.revoke(entry.id);
  await eventually(
    () => codeOf(() => running.check(`Bearer ${text}`, 'read')) === '401 token-unknown',
  );
  assert.equal(
    codeOf(() => running.check(undefined, 'read')),
    '401 token-missing',
  );
});

test('a change counts at once when the file is looked at', async () => {
  const file = new TokenFile(folder);
  access = await openTokenAccess({
    file,
    log: silentLog,
    isLoopback: true,
    checkIntervalMs: 60_000,
  });
  const { text, entry } = await file.create({ name: 'x', scopes: ['read'] });
  await Promise.all([access.refresh(), access.refresh()]);
  assert.equal(access.check(`Bearer ${text}`, 'read').id, entry.id);
  const { text: next } = await file.create({ name: 'y', scopes: ['read'] });
  await file.revoke(entry.id);
  await access.refresh();
  assert.equal(
    codeOf(() => access?.check(`Bearer ${text}`, 'read')),
    '401 token-unknown',
  );
  assert.equal(
    codeOf(() => access?.check(`Bearer ${next}`, 'read')),
    'allowed',
  );
});

test('a damaged file refuses everybody until it is whole again', async () => {
  const file = new TokenFile(folder);
  const { text } = await file.create({ name: 'x', scopes: ['read'] });
  const good = await readFile(file.path);
  const running = await open();
  await writeFile(file.path, '{"version":1,"tokens":[{"id":');
  await eventually(
    () => codeOf(() => running.check(`Bearer ${text}`, 'read')) === '503 tokens-unreadable',
  );
  assert.equal(running.isOpen, false);
  await writeFile(file.path, good);
  await eventually(() => codeOf(() => running.check(`Bearer ${text}`, 'read')) === 'allowed');
  await writeFile(file.path, 'nonsense');
  running.close();
  await assert.rejects(open(), { code: 'tokens-unreadable' });
});

test('an unknown id cannot be revoked', async () => {
  await assert.rejects(new TokenFile(folder).revoke('nonsense'), { code: 'token-not-found' });
});

test('a folder has one owner at a time, for each purpose', async () => {
  const first = await lockFolder(folder, 'server');
  await assert.rejects(lockFolder(folder, 'server'), { code: 'folder-locked' });
  const other = await lockFolder(folder, 'tokens');
  await other.release();
  await first.release();
  const second = await lockFolder(folder, 'server');
  await second.release();
  assert.deepEqual(await readdir(folder), []);
});

test('a socket left behind by a killed owner does not block', async () => {
  await writeFile(join(folder, 'server.sock'), '');
  const lock = await lockFolder(folder, 'server');
  await lock.release();
});
