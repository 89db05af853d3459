// Loaded into the program with --import: its wall clock is the machine's plus the milliseconds in the file that
// TEST_CLOCK_OFFSET names, read anew every 20 ms. The monotonic clock stays as it is, as with a real jump.
import { readFileSync } from 'node:fs';

const file = process.env['TEST_CLOCK_OFFSET'];
const now = Date.now.bind(Date);
const RealDate = Date;
let offsetMs = 0;

if (file !== undefined) {
  const read = () => (offsetMs = Number(readFileSync(file, 'utf8')));
  read();
  setInterval(read, 20).unref();
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args: unknown[], self) =>
      // A date is an object.
      Reflect.construct(target, args.length === 0 ? [now() + offsetMs] : args, self) as object,
    apply: () => new RealDate(now() + offsetMs).toString(),
    get: (target, name, self) =>
      name === 'now' ? () => now() + offsetMs : (Reflect.get(target, name, self) as unknown),
  });
}
