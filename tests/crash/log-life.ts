// One life of the write-ahead log, in a process of its own that a test kills at a system call: open, three batches in
// three segments, one of them delivered and trimmed, close. Says on standard output what it may be held to.
// Arguments: the folder; "last" to deliver everything in the end. A later life sends the same batches again, as a client
// does that got no answer.
import { writeSync } from 'node:fs';
import { Metrics, silentLog, systemClock } from '@groundcrew/runtime';
import { entryKind, openWal, readSegment, nodeFileSystem } from '@groundcrew/wal';

const [dir = '', which = ''] = process.argv.slice(2);
// At once, as a client that has read its answer knows it at once.
const say = (word: 'acknowledged' | 'delivered', body: string) =>
  void writeSync(1, `${word} ${body}\n`);

const wal = await openWal({
  dir,
  clock: systemClock,
  log: silentLog,
  metrics: new Metrics(),
  // Each batch seals its segment.
  segmentBytesMax: 1,
});

async function deliverOne(): Promise<boolean> {
  const segment = await wal.nextSealed();
  if (!segment) return false;
  for await (const { body } of readSegment(nodeFileSystem, segment.path)) {
    say('delivered', `${segment.batch} ${String(body)}`);
  }
  await wal.trim(segment);
  return true;
}

for (let batch = 0; batch < 3; batch += 1) {
  const parts = [0, 1].map((part) => ({
    kind: entryKind.lines,
    receivedNs: systemClock.nowNs(),
    meta: '',
    body: Buffer.from(`batch-${batch}-${part}`),
    rows: 1,
  }));
  await wal.append(parts, 2, `key-${batch}`);
  for (const { body } of parts) say('acknowledged', String(body));
  if (batch === 1) await deliverOne();
}
await wal.close();
if (which === 'last') while (await deliverOne());
