// What the Runs pages show, as their address says it: the jobs, one job, or one run.
import { type RunState, runStates } from '../api/runs.ts';
import { addressOf } from '../address/location.ts';

export const runsPath = '/runs';

/** Which of them, the line a run's log stands at, and what narrows or compares. */
export interface RunsAddress {
  readonly id: string;
  readonly job: string;
  readonly at: string;
  /** Runs of a job in this state only. */
  readonly state: RunState | undefined;
  /** The run that one is compared with; empty for the last good one. */
  readonly other: string;
}

const idForm = /^[0-9a-fA-F-]{1,36}$/;

/** Reads path and search. */
export function readRunsAddress({ path, search }: { path: string; search: string }): RunsAddress {
  const parameters = new URLSearchParams(search);
  const other = parameters.get('with') ?? '';
  const rest = path.slice(runsPath.length + 1);
  return {
    id: idForm.test(rest) ? rest : '',
    job: parameters.get('job') ?? '',
    at: parameters.get('at') ?? '',
    state: runStates.find((state) => state === parameters.get('state')),
    other: idForm.test(other) ? other : '',
  };
}

export const jobAddress = (job: string, state: RunState | '' = '') =>
  addressOf(runsPath, [
    ['job', job],
    ['state', state],
  ]);

export const runAddress = (id: string, at = '', other = '') =>
  addressOf(`${runsPath}/${id}`, [
    ['at', at],
    ['with', other],
  ]);
