// What pino and winston really write today, not what we believe they write.
import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { it } from 'node:test';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import winston from 'winston';
import { mapLine } from './map-line.ts';

function mapOne(text: string) {
  const record = mapLine(text.trimEnd(), { receivedNs: BigInt(Date.now()) * 1_000_000n });
  assert.ok(record);
  return record;
}

it('maps what pino writes', () => {
  let text = '';
  const logger = pino({ name: 'shop' }, { write: (line: string) => void (text += line) });
  logger.child({ reqId: 'r-1' }).error(new Error('boom'));
  const record = mapOne(text);
  assert.equal(record.severityNumber, 17);
  assert.equal(record.body, 'boom');
  assert.equal(record.service, 'shop');
  assert.equal(record.host, hostname());
  assert.equal(record.requestId, 'r-1');
  assert.deepEqual([...record.attributes.keys()], ['pid', 'err.type', 'err.message', 'err.stack']);
});

it('maps what winston writes', () => {
  let text = '';
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      text += chunk.toString();
      done();
    },
  });
  const { combine, json, timestamp } = winston.format;
  const logger = winston.createLogger({
    level: 'silly',
    defaultMeta: { service: 'shop' },
    format: combine(timestamp(), json()),
    transports: [new winston.transports.Stream({ stream })],
  });
  logger.http('GET /', { status: 200, req: { id: 7 } });
  const record = mapOne(text);
  assert.equal(record.severityNumber, 8);
  assert.equal(record.severityText, 'http');
  assert.equal(record.body, 'GET /');
  assert.equal(record.service, 'shop');
  assert.equal(record.requestId, '7');
  assert.deepEqual([...record.attributes], [['status', '200']]);
});
