import assert from 'node:assert/strict';
import { test } from 'node:test';
import { engineException, exception, exceptionStatus, exceptionText } from './exception.ts';

test("the engine's errors keep code and text, whatever stands before them", () => {
  const error = engineException(
    new Error('Query failed: Code: 60. DB::Exception: no t. (UNKNOWN_TABLE)\n'),
  );
  assert.equal(error.code, 60);
  assert.equal(
    exceptionText(error, '26.7.2.1'),
    'Code: 60. DB::Exception: no t. (UNKNOWN_TABLE) (version 26.7.2.1)\n',
  );
  assert.equal(exceptionStatus(error.code), 404);
});

test('an error without a code is an unknown exception', () => {
  const error = engineException(new Error('the socket broke'));
  assert.equal(error.message, 'Code: 1002. DB::Exception: the socket broke. (UNKNOWN_EXCEPTION)');
  assert.equal(exceptionStatus(error.code), 500);
});

test("the front's own exceptions have ClickHouse's codes and statuses", () => {
  assert.equal(exceptionStatus(exception('AUTHENTICATION_FAILED', 'x').code), 403);
  assert.equal(exceptionStatus(exception('SYNTAX_ERROR', 'x').code), 400);
  assert.equal(exceptionStatus(exception('NOT_IMPLEMENTED', 'x').code), 501);
  assert.equal(exceptionStatus(exception('QUERY_IS_TOO_LARGE', 'x').code), 413);
});
