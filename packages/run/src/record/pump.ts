// Moves one stream of the program: reads from its pipe, keeps what was read, then passes it on. Bytes only: nothing here
// knows what a line is.
import { Socket } from 'node:net';
import { Burst } from './burst.ts';
import { Output } from './output.ts';
import { wideBytes, widenPipes } from './widen-pipe.ts';

/** What one read can bring, and how many reads may wait for a slow reader before the program has to. */
const bufferBytes = 256 * 1024;
const buffersMax = 6;
/** What Linux gives a pipe. */
const usualBytes = 64 * 1024;
/** While the program prints fast, reading rests until this share of the pipe is full, but never for longer than this. */
const fillShare = 0.3;
const restMsMax = 4;

/** What a {@link Pump} moves. */
export interface PumpOptions {
  /** The reading end of the program's pipe; the pump closes it. */
  from: number;
  /** The output it goes to. */
  to: number;
  /** Called with each read before it is passed on. The bytes change after the call. */
  keep: (bytes: Buffer) => void;
}

/** One stream from program to output. */
export class Pump {
  readonly #socket: Socket;
  readonly #output: Output;
  readonly #free: Buffer[] = [];
  #made = 0;
  #isPaused = false;
  #isEnded = false;
  #reads = 0;
  readonly #from: number;
  readonly #to: number;
  readonly #burst = new Burst();
  #isWidened = false;
  #pipeBytes = usualBytes;
  #rest: NodeJS.Timeout | undefined;

  constructor({ from, to, keep }: PumpOptions) {
    this.#from = from;
    this.#to = to;
    this.#output = new Output({
      file: to,
      release: (buffer) => this.#release(buffer),
      // As without us: who writes to a pipe that nobody reads any more gets SIGPIPE.
      broken: () => this.#socket.destroy(),
    });
    this.#socket = new Socket({
      fd: from,
      readable: true,
      writable: false,
      onread: {
        buffer: () => this.#take(),
        // The buffers are our own, see below.
        callback: (count, buffer) => this.#read(count, buffer as Buffer, keep),
      },
    });
    this.#socket.on('close', () => (this.#isEnded = true));
    // A pipe that cannot be read is at its end.
    this.#socket.on('error', () => this.#socket.destroy());
    this.#socket.resume();
  }

  /** True when nobody can write to the pipe any more, and all of it has been passed on. */
  get isOver(): boolean {
    return this.#isEnded && this.#output.isIdle;
  }

  /** Grows with each read; unchanged over some turns of the event loop while nothing waits: the pipe is empty. */
  get reads(): number {
    return this.#reads;
  }

  /** True when nothing waits to be passed on. */
  get isIdle(): boolean {
    return !this.#isPaused && !this.#rest && this.#output.isIdle;
  }

  #read(count: number, buffer: Buffer, keep: (bytes: Buffer) => void): boolean {
    this.#reads += 1;
    const bytes = buffer.subarray(0, count);
    keep(bytes);
    this.#output.write(bytes, buffer);
    // One buffer is kept for the read that the event loop prepares next.
    this.#isPaused = this.#free.length === 0 && this.#made >= buffersMax;
    return !this.#isPaused && !this.#isResting(count);
  }

  /** A read that emptied the pipe of a fast program is followed by rest, so that the next one brings more. */
  #isResting(count: number): boolean {
    const bytesPerMs = this.#burst.note(count, performance.now());
    if (bytesPerMs === 0) return false;
    this.#widen();
    const restMs = Math.floor((this.#pipeBytes * fillShare) / bytesPerMs);
    // A read that fills its buffer has left something in the pipe.
    const isEmptied = count < Math.min(bufferBytes, this.#pipeBytes * fillShare);
    if (restMs === 0 || !isEmptied) return false;
    this.#rest = setTimeout(
      () => {
        this.#rest = undefined;
        if (!this.#isPaused) this.#socket.resume();
      },
      Math.min(restMs, restMsMax),
    );
    return true;
  }

  #widen(): void {
    if (this.#isWidened) return;
    this.#isWidened = true;
    widenPipes(this.#from, this.#to, () => (this.#pipeBytes = wideBytes));
  }

  #take(): Buffer {
    const buffer = this.#free.pop();
    if (buffer) return buffer;
    this.#made += 1;
    return Buffer.allocUnsafeSlow(bufferBytes);
  }

  #release(buffer: Buffer): void {
    this.#free.push(buffer);
    if (!this.#isPaused) return;
    this.#isPaused = false;
    if (!this.#rest) this.#socket.resume();
  }
}
