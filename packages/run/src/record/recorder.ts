// The recorder: the parent of the program, between it and the outputs that `crew run` was given. It does as little as it
// can, so that nothing in it fails: bytes from pipe to journal to output, samples, the end. `crew run` may die; the
// recorder goes on until the program has ended.
import { type FolderLock, lockFolder } from '@groundcrew/runtime/light';
import type { Ending, FromRecorder, RunPlan, ToRecorder } from '../messages.ts';
import { openRunClock } from '../run-clock.ts';
import { entryKind } from '../spool/entry.ts';
import { JournalWriter } from '../spool/journal-writer.ts';
import { SpareRoom } from './spare-room.ts';
import { watchGroupSignals } from './group-signals.ts';
import { Pump } from './pump.ts';
import { writeRunFile } from './run-file.ts';
import { RunState } from './run-state.ts';
import type { RefusedProgram, StartedProgram } from './start-program.ts';
import { startDelivery } from '../deliver/start-delivery.ts';

/** How often the run's record is renewed, and how often the program is looked at. */
const updateMs = 5_000;
const sampleMs = 1_000;
/** A pipe without a read for so many looks, this far apart, is empty. */
const quietLooks = 2;
const lookMs = 2;

/** Runs one plan to its end. */
export async function record(plan: RunPlan, send: (message: FromRecorder) => void): Promise<void> {
  const recording = new Recording(plan);
  const isOpen = recording.open();
  let program: StartedProgram | undefined;
  const early: NodeJS.Signals[] = [];
  const pass = (signal: NodeJS.Signals) => {
    if (program) program.kill(signal);
    else early.push(signal);
  };
  const signals = watchGroupSignals(pass);
  process.on('message', (message: ToRecorder) => {
    if (message.kind === 'signal') signals.received(message.signal);
  });
  const started = await startWith(plan, recording, isOpen);
  if (!('pid' in started)) {
    send({ kind: 'refused', ...started });
    recording.end({ exitCode: started.exitCode, signal: null });
    recording.close();
    return;
  }
  program = started;
  for (const signal of early) program.kill(signal);
  recording.started(program.pid);
  send({ kind: 'started' });
  const ending = await program.ended;
  await recording.drained();
  const lost = recording.end(ending);
  send({ kind: 'ended', ...ending, lost });
  await recording.over();
  recording.close();
  if (!process.connected) await startDelivery(plan.spool);
}

/** Nothing is read from the program before the run can be found in the spool: what is passed on must be deliverable. */
async function startWith(
  plan: RunPlan,
  recording: Recording,
  isOpen: Promise<void>,
): Promise<StartedProgram | RefusedProgram> {
  if (plan.tty) {
    const { startInTerminal } = await import('./start-in-terminal.ts');
    await isOpen;
    const started = await startInTerminal(plan, (bytes) => recording.keep(entryKind.stdout, bytes));
    if ('pid' in started) recording.terminal = started;
    return started;
  }
  const { startProgram } = await import('./start-program.ts');
  const [started] = await Promise.all([startProgram(plan), isOpen]);
  if ('pid' in started) recording.pump(started.stdout, started.stderr);
  return started;
}

/** What is going on in one run. */
class Recording {
  /** Set when the program has a terminal of its own. */
  terminal: { isIdle(): boolean } | undefined;
  readonly #plan: RunPlan;
  readonly #clock = openRunClock();
  readonly #journal: JournalWriter;
  readonly #spare: SpareRoom;
  readonly #state: RunState;
  #pumps: Pump[] = [];
  #bytes = 0;
  #lock: FolderLock | undefined;
  #timers: NodeJS.Timeout[] = [];

  constructor(plan: RunPlan) {
    this.#plan = plan;
    this.#journal = new JournalWriter(plan);
    this.#spare = new SpareRoom(plan.folder);
    this.#state = new RunState(plan);
  }

  /** Keeps what one read brought. */
  keep(kind: typeof entryKind.stdout | typeof entryKind.stderr, bytes: Buffer): void {
    this.#bytes += bytes.length;
    this.#journal.append(kind, this.#clock(), bytes);
  }

  pump(stdout: number, stderr: number): void {
    this.#pumps = [
      new Pump({ from: stdout, to: 1, keep: (bytes) => this.keep(entryKind.stdout, bytes) }),
      new Pump({ from: stderr, to: 2, keep: (bytes) => this.keep(entryKind.stderr, bytes) }),
    ];
  }

  /** From here on others find the run, and see that it is not orphaned. */
  async open(): Promise<void> {
    // Held as long as this process lives, and before the run can be found.
    this.#lock = await lockFolder(this.#plan.folder, 'record').catch(() => undefined);
    this.#write();
  }

  started(pid: number): void {
    this.#spare.take();
    this.#state.runs(pid);
    this.#state.sample(this.#clock());
    this.#write();
    this.#timers = [
      setInterval(() => this.#write(), updateMs),
      setInterval(() => this.#state.sample(this.#clock()), sampleMs),
      // The first moments of a short program.
      ...[20, 60, 150, 400].map((ms) => setTimeout(() => this.#state.sample(this.#clock()), ms)),
    ];
  }

  /** Resolves when what the program has written is passed on, though others may still hold its pipes. */
  async drained(): Promise<void> {
    let quiet = 0;
    let reads = -1;
    while (quiet < quietLooks && !this.#isOver()) {
      const now = this.#pumps.reduce((sum, pump) => sum + pump.reads, 0);
      const isQuiet = now === reads && this.#isIdle();
      quiet = isQuiet ? quiet + 1 : 0;
      reads = now;
      await new Promise((wake) => setTimeout(wake, lookMs));
    }
  }

  /** Writes the last version of the record. */
  end(ending: Ending): { lines: number; bytes: number; reason: string } {
    for (const timer of this.#timers) clearInterval(timer);
    this.#spare.give();
    this.#write(ending);
    this.#journal.end(this.#clock());
    return { ...this.#journal.lost, reason: this.#journal.reason };
  }

  /** Resolves when nobody can write to the pipes any more: what the program left behind may still do so. */
  async over(): Promise<void> {
    while (!this.#isOver()) await new Promise((wake) => setTimeout(wake, 50));
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#journal.close();
    void this.#lock?.release();
  }

  #isOver(): boolean {
    return this.#pumps.every((pump) => pump.isOver) && (this.terminal?.isIdle() ?? true);
  }

  #isIdle(): boolean {
    return this.#pumps.every((pump) => pump.isIdle) && (this.terminal?.isIdle() ?? true);
  }

  #write(ending?: Ending): void {
    const { lines, bytes } = this.#journal.lost;
    const counts = {
      bytes: this.#bytes,
      lostLines: lines,
      lostBytes: bytes,
      lostReason: this.#journal.reason,
    };
    writeRunFile(this.#plan.folder, this.#state.update(this.#clock(), counts, ending));
  }
}
