// Stack traces become one record; everything else stays a line of its own, and nothing is lost.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { RecordJoiner, type RecordJoinerOptions } from './record-joiner.ts';

function join(lines: readonly string[], options: Partial<RecordJoinerOptions<number>> = {}) {
  const records: string[] = [];
  const tags: number[] = [];
  const joiner = new RecordJoiner<number>({
    ...options,
    onRecord: (text, tag) => {
      records.push(text);
      tags.push(tag);
    },
  });
  lines.forEach((line, index) => joiner.push(line, index));
  joiner.end();
  return { records, tags };
}

const text = (value: string) => value.replace(/^\n/, '').trimEnd().split('\n');

describe('RecordJoiner', () => {
  it('leaves ordinary lines alone, indented ones too', () => {
    const lines = text(`
starting
  listening:
    - port: 80
    at noon we rest
\ttabbed
{"a": 1}
}
[
ERROR something
    see the manual`);
    assert.deepEqual(join(lines).records, lines);
  });

  it('keeps the tag of the first line', () => {
    const { tags } = join(['a', 'Error: x', '    at f (a.js:1:2)', 'b']);
    assert.deepEqual(tags, [0, 1, 3]);
  });

  it('does not let a JSON object wait', () => {
    const records: string[] = [];
    const joiner = new RecordJoiner({ onRecord: (record) => records.push(record) });
    joiner.push('{"a":1}', undefined);
    assert.deepEqual([records, joiner.dueMs], [['{"a":1}'], undefined]);
  });

  it('ends a record when nothing followed for a while', () => {
    const records: string[] = [];
    const joiner = new RecordJoiner({
      maxAgeMs: 100,
      onRecord: (record) => records.push(record),
    });
    joiner.push('one', undefined, 1000);
    assert.equal(joiner.dueMs, 1100);
    joiner.flush(1099);
    assert.deepEqual(records, []);
    joiner.flush(1100);
    assert.deepEqual(records, ['one']);
  });

  it('joins .NET, its inner exceptions and its console format', () => {
    const lines = text(`
Unhandled exception. System.InvalidOperationException: outer
 ---> System.ArgumentNullException: Value cannot be null. (Parameter 'x')
   at Shop.Cart.Add(String x) in /src/Cart.cs:line 12
   --- End of inner exception stack trace ---
   at Shop.Cart.Load() in /src/Cart.cs:line 20
--- End of stack trace from previous location ---
   at Program.Main(String[] args)
next
fail: Microsoft.AspNetCore.Server.Kestrel[13]
      Connection id "0HM", Request id "0HM:1": An unhandled exception was thrown.
      System.Exception: boom
         at Program.Main(String[] args) in /src/Program.cs:line 3
info: Microsoft.Hosting.Lifetime[14]
      Now listening on: http://[::]:80`);
    const { records } = join(lines);
    assert.deepEqual(
      records.map((record) => record.split('\n').length),
      [7, 1, 4, 2],
    );
  });

  it('joins a Java exception that a logger announces, with common frames omitted', () => {
    const lines = text(`
2024-01-01 10:00:00.123 ERROR 12 --- [main] c.e.App : request failed

java.lang.IllegalStateException: outer
\tat c.e.App.run(App.java:10) ~[app.jar:1.0]
Caused by: java.io.IOException: inner
\tat c.e.Io.read(Io.java:5)
\t... 12 common frames omitted
2024-01-01 10:00:01.000  INFO 12 --- [main] c.e.App : next`);
    const { records } = join(lines.filter((line) => line !== ''));
    assert.deepEqual(
      records.map((record) => record.split('\n').length),
      [6, 1],
    );
  });

  it('joins what PHP frameworks write', () => {
    const lines = text(`
[2024-01-01 10:00:00] local.ERROR: boom {"exception":"[object] (Exception(code: 0): boom at /a.php:1)
[stacktrace]
#0 /a.php(3): f()
#1 {main}
"}
[2024-01-01 10:00:01] local.INFO: next`);
    assert.deepEqual(
      join(lines).records.map((record) => record.split('\n').length),
      [5, 1],
    );
  });

  it('joins a panic that net/http logs', () => {
    const lines = text(`
2024/01/01 10:00:00 http: panic serving 127.0.0.1:1: boom
goroutine 19 [running]:
net/http.(*conn).serve.func1()
\t/usr/local/go/src/net/http/server.go:1850 +0xbf
created by net/http.(*Server).Serve in goroutine 1
\t/usr/local/go/src/net/http/server.go:3089 +0x5ed
2024/01/01 10:00:01 next`);
    assert.deepEqual(
      join(lines).records.map((record) => record.split('\n').length),
      [6, 1],
    );
  });

  it('goes on in a further record where a trace is too long', () => {
    const frames = Array.from({ length: 25 }, (_, index) => `    at f${index} (a.js:1:${index})`);
    const { records } = join(['Error: x', ...frames, 'next'], { maxLines: 10 });
    assert.deepEqual(
      records.map((record) => record.split('\n').length),
      [10, 10, 6, 1],
    );
    const short = join(['Error: x', ...frames], { maxLength: 100 }).records;
    assert.ok(short.every((record) => record.length <= 100));
  });

  it('loses no line and keeps their order, whatever they are', () => {
    const line = fc.constantFrom(
      'plain',
      '',
      '  indented',
      'ERROR: failed',
      'Traceback (most recent call last):',
      '  File "a.py", line 1, in f',
      'ValueError: x',
      'During handling of the above exception, another exception occurred:',
      '  + Exception Group Traceback (most recent call last):',
      '  | ValueError: x',
      'java.lang.RuntimeException: x',
      '\tat a.b(C.java:1)',
      'Caused by: x.Y: z',
      '    at f (a.js:1:1) {',
      "  code: 'X',",
      '}',
      '/srv/a.js:1',
      'panic: x',
      'goroutine 1 [running]:',
      'main.main()',
      '\t/a.go:1 +0x1',
      "a.rb:1:in 'f': x (RuntimeError)",
      "\tfrom a.rb:2:in 'g'",
      'PHP Fatal error:  Uncaught Exception: x',
      'Stack trace:',
      '#0 {main}',
      'fail: A[1]',
      '      message',
      'Nov 21, 2026 1:19:06 PM Main main',
      'INFO: x',
      '{"a":1}',
      '2024-01-01 10:00:00 x',
    );
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            { weight: 9, arbitrary: line },
            fc.string().map((t) => t.replaceAll('\n', '')),
          ),
          {
            maxLength: 60,
          },
        ),
        fc.integer({ min: 1, max: 12 }),
        (lines, maxLines) => {
          const { records } = join(lines, { maxLines });
          assert.deepEqual(
            records.flatMap((record) => record.split('\n')),
            lines,
          );
          // What waited with a record may be part of it.
          assert.ok(records.every((record) => record.split('\n').length <= maxLines));
        },
      ),
      { numRuns: 3000, seed: 11 },
    );
  });
});
