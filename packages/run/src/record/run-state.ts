// The record of the run as the recorder knows it: one version after the other.
import type { RunRecord, RunSample } from '@groundcrew/model';
import { formatTime } from '../run-clock.ts';
import type { RunFile } from './run-file.ts';
import type { Ending, RunPlan } from '../messages.ts';
import { usageOf, endedChildrenCpu } from './usage.ts';
import { memoryKills } from './out-of-memory.ts';

const samplesMax = 500;

/** What the recorder counts itself. */
export interface Counts {
  bytes: number;
  lostLines: number;
  lostBytes: number;
  lostReason: string;
}

/** Builds the versions of one run's record. */
export class RunState {
  readonly #plan: RunPlan;
  readonly #memoryKills = memoryKills();
  #record: RunRecord;
  #samples: RunSample[] = [];

  constructor(plan: RunPlan) {
    this.#plan = plan;
    const startedAt = formatTime(BigInt(plan.startedNs));
    this.#record = {
      run_id: plan.runId,
      version: 1,
      job: plan.job,
      state: 'running',
      host: plan.host,
      user: plan.user,
      service: plan.service,
      release: plan.release,
      command: plan.maskedCommand,
      cwd: plan.cwd,
      pid: 0,
      started_at: startedAt,
      updated_at: startedAt,
      out_of_memory: false,
      cpu_user_ms: 0,
      cpu_system_ms: 0,
      memory_peak_bytes: 0,
      lines: 0,
      bytes: 0,
      lost_lines: 0,
      cut_lines: 0,
      samples: [],
    };
  }

  /** The program has been started. */
  runs(pid: number): void {
    this.#record = { ...this.#record, pid };
  }

  /** Looks at the program's processes. */
  sample(timeNs: bigint): void {
    const usage = usageOf(this.#record.pid);
    if (usage.memoryBytes === 0) return;
    const peak = Math.max(this.#record.memory_peak_bytes, usage.memoryBytes, usage.peakBytes);
    this.#samples.push({
      at_ms: Number((timeNs - BigInt(this.#plan.startedNs)) / 1_000_000n),
      cpu_ms: usage.userMs + usage.systemMs,
      memory_bytes: usage.memoryBytes,
    });
    // Every second one goes: long runs are seen at a coarser grain.
    if (this.#samples.length > samplesMax)
      this.#samples = this.#samples.filter((_, index) => index % 2 === 0);
    this.#record = {
      ...this.#record,
      cpu_user_ms: usage.userMs,
      cpu_system_ms: usage.systemMs,
      memory_peak_bytes: peak,
    };
  }

  /** A new version; with an ending, the last one. */
  update(timeNs: bigint, counts: Counts, ending?: Ending): RunFile {
    this.#record = {
      ...this.#record,
      version: this.#record.version + 1,
      updated_at: formatTime(timeNs),
      bytes: counts.bytes,
      lost_lines: counts.lostLines,
      samples: this.#samples,
      ...(ending && this.#ended(timeNs, ending)),
    };
    const { lostBytes, lostReason } = counts;
    return { record: this.#record, url: this.#plan.url, lostBytes, lostReason };
  }

  #ended(timeNs: bigint, { exitCode, signal }: Ending): Partial<RunRecord> {
    const cpu = endedChildrenCpu();
    const kills = memoryKills();
    const isKill = signal === 'SIGKILL' || exitCode === 137;
    return {
      state: signal ? 'killed' : exitCode === 0 ? 'succeeded' : 'failed',
      ended_at: formatTime(timeNs),
      ...(exitCode === null ? {} : { exit_code: exitCode }),
      ...(signal ? { signal } : {}),
      out_of_memory: isKill && kills !== undefined && kills > (this.#memoryKills ?? kills),
      cpu_user_ms: Math.max(cpu.userMs, 0),
      cpu_system_ms: Math.max(cpu.systemMs, 0),
    };
  }
}
