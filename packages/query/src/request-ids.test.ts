import assert from 'node:assert/strict';
import { it } from 'node:test';
import { requestIdPattern } from '@groundcrew/model';
import { requestIdFinder, requestIdPatternFault, requestIdPatternOf } from './request-ids.ts';

it('takes patterns of RE2 with a group', () => {
  assert.equal(requestIdPatternFault('off'), undefined);
  assert.equal(requestIdPatternFault('automatic'), undefined);
  assert.equal(requestIdPatternOf('automatic'), requestIdPattern);
  assert.equal(requestIdPatternOf('off'), '');
  assert.equal(requestIdPatternFault('job ([0-9]+)|task (?P<id>[a-z]+)'), undefined);
});

it('says what is wrong with a pattern', () => {
  assert.match(requestIdPatternFault('req=[0-9]+') ?? '', /needs a group/);
  assert.match(requestIdPatternFault('') ?? '', /needs a group/);
  assert.match(requestIdPatternFault('(?<=req=)([0-9]+)') ?? '', /./);
  assert.match(requestIdPatternFault('(') ?? '', /missing|unexpected/);
  assert.match(requestIdPatternFault('()'.repeat(17)) ?? '', /more than 16 groups/);
  assert.match(requestIdPatternFault('((a{900}){900})') ?? '', /./);
});

it('finds what the groups catch', () => {
  const find = requestIdFinder('job ([0-9]+)|task ([a-z]+)(-[0-9])?');
  assert.equal(find('a job 17 done'), '17');
  assert.equal(find('task abc-7'), 'abc-7');
  assert.equal(find('nothing'), '');
  assert.equal(requestIdFinder('')('request_id=abc123'), '');
  assert.equal(requestIdFinder(requestIdPattern)('request_id=abc123'), 'abc123');
});
