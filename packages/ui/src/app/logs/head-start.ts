// The first page of rows, asked for before the screen's code is read: the server searches meanwhile.
import { logsPath, readLogsAddress, type LogsAddress } from '../address/logs-address.ts';
import { listLogs, type LogQuestion, type LogRecord } from '../api/logs.ts';
import { questionOf, resolveSpan } from '../time/range.ts';

/** Rows of the first page of a list. */
export const pageRows = 200;

interface Early {
  readonly nowMs: number;
  readonly question: LogQuestion;
  readonly order: LogsAddress['order'];
  readonly logs: Promise<LogRecord[]>;
}

let early: Early | undefined;

/** The present, for this page. */
// A browser page has no other clock than this one.
export const presentMs = () => performance.timeOrigin + performance.now();

/** Asks, when the address is that of the Logs page and its list begins at the top. */
export function startEarly(): void {
  if (location.pathname !== logsPath && location.pathname !== '/') return;
  const state = readLogsAddress(location.search);
  if (state.at !== '' || state.view !== 'lines') return;
  const nowMs = Math.floor(presentMs());
  const question = questionOf(state.query, state, resolveSpan(state, nowMs));
  const logs = listLogs(question, { limit: pageRows, order: state.order }).then(
    (answer) => answer.logs,
  );
  // Who takes it hears of the failure.
  logs.catch(() => undefined);
  early = { nowMs, question, order: state.order, logs };
}

/** The moment that was taken for the present, while its rows wait to be taken. */
export const earlyNowMs = () => early?.nowMs;

/** The rows when exactly these were asked for; only once, as later ones may be others. */
export function takeEarly(
  question: LogQuestion,
  order: LogsAddress['order'],
): Promise<LogRecord[]> | undefined {
  const taken = early;
  early = undefined;
  const isSame =
    taken?.order === order &&
    taken.question.query === question.query &&
    taken.question.startMs === question.startMs &&
    taken.question.endMs === question.endMs;
  return isSame ? taken.logs : undefined;
}
