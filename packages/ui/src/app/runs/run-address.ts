// What the Runs pages show, as their address says it: the jobs, one job, or one run.
import { addressOf } from '../address/location.ts';

export const runsPath = '/runs';

/** Which of them, and the line a run's log stands at. */
export interface RunsAddress {
  readonly id: string;
  readonly job: string;
  readonly at: string;
}

/** Reads path and search. */
export function readRunsAddress({ path, search }: { path: string; search: string }): RunsAddress {
  const parameters = new URLSearchParams(search);
  const rest = path.slice(runsPath.length + 1);
  return {
    id: /^[0-9a-fA-F-]{1,36}$/.test(rest) ? rest : '',
    job: parameters.get('job') ?? '',
    at: parameters.get('at') ?? '',
  };
}

export const jobAddress = (job: string) => addressOf(runsPath, [['job', job]]);

export const runAddress = (id: string, at = '') => addressOf(`${runsPath}/${id}`, [['at', at]]);
