// What the Runs pages show, as their address says it: the jobs, all runs, one job, or one run.
import { type RunQuestion, type RunState, runStates } from '../api/runs.ts';
import { addressOf } from '../address/location.ts';
import { isReadable } from '../time/range.ts';

export const runsPath = '/runs';

/** What narrows the list of all runs; empty where it does not. */
export interface RunFilters {
  readonly state: RunState | undefined;
  readonly job: string;
  readonly service: string;
  readonly host: string;
  /** The beginning of an id. */
  readonly id: string;
  /** `-30d`, or RFC 3339. */
  readonly from: string;
  /** Empty for now, or RFC 3339. */
  readonly to: string;
}

/** Which of the pages, and what it shows. */
export interface RunsAddress {
  readonly page: 'jobs' | 'all' | 'job' | 'run';
  readonly id: string;
  /** The line a run's log stands at. */
  readonly at: string;
  /** The run that one is compared with; empty for the last good one. */
  readonly other: string;
  readonly filters: RunFilters;
}

const idForm = /^[0-9a-fA-F-]{1,36}$/;
const idOf = (text: string | null) => (text !== null && idForm.test(text) ? text : '');
const nameLengthMax = 512;
const nameOf = (text: string | null) => (text ?? '').slice(0, nameLengthMax);
export const defaultRunsFrom = '-30d';

/** Every run there is to see at first. */
export const noFilters: RunFilters = {
  state: undefined,
  job: '',
  service: '',
  host: '',
  id: '',
  from: defaultRunsFrom,
  to: '',
};

/** Reads path and search; what is missing or nonsense is the default. */
export function readRunsAddress({ path, search }: { path: string; search: string }): RunsAddress {
  const parameters = new URLSearchParams(search);
  const id = idOf(path.slice(runsPath.length + 1));
  const [from, to] = [parameters.get('from') ?? defaultRunsFrom, parameters.get('to') ?? ''];
  const span = isReadable({ from, to }) ? { from, to } : { from: defaultRunsFrom, to: '' };
  const filters = {
    state: runStates.find((state) => state === parameters.get('state')),
    job: nameOf(parameters.get('job')),
    service: nameOf(parameters.get('service')),
    host: nameOf(parameters.get('host')),
    id: idOf(parameters.get('id')),
    ...span,
  };
  const isAll = parameters.get('view') === 'all';
  const page = id !== '' ? 'run' : isAll ? 'all' : filters.job === '' ? 'jobs' : 'job';
  return {
    page,
    id,
    at: parameters.get('at') ?? '',
    other: idOf(parameters.get('with')),
    filters,
  };
}

const fromOf = (from: string) => (from === defaultRunsFrom ? '' : from);

/** The jobs that ran since then. */
export const jobsAddress = (from: string) => addressOf(runsPath, [['from', fromOf(from)]]);

/** A job with its runs since then. */
export const jobAddress = (
  job: string,
  { state, from = defaultRunsFrom }: { state?: RunState | undefined; from?: string } = {},
) =>
  addressOf(runsPath, [
    ['job', job],
    ['state', state ?? ''],
    ['from', fromOf(from)],
  ]);

/** The list of all runs that pass the filters. */
export function allRunsAddress(given: Partial<RunFilters> = {}): string {
  const { state, job, service, host, id, from, to } = { ...noFilters, ...given };
  return addressOf(runsPath, [
    ['view', 'all'],
    ['state', state ?? ''],
    ['job', job],
    ['service', service],
    ['host', host],
    ['id', id],
    ['from', fromOf(from)],
    ['to', to],
  ]);
}

/** The question of the filters. */
export const questionOfRuns = ({ from, to, ...filters }: RunFilters): RunQuestion => ({
  ...filters,
  start: from,
  end: to,
});

export const runAddress = (id: string, at = '', other = '') =>
  addressOf(`${runsPath}/${id}`, [
    ['at', at],
    ['with', other],
  ]);
