// The address of one record: an exact range around it, so that it shows the same for ever.
import { type LogsAddress, writeLogsAddress } from '../address/logs-address.ts';
import { listLogs, type LogRecord } from '../api/logs.ts';
import { toast } from '../parts/toasts.tsx';

const aroundMs = 15 * 60_000;

/** The id of a record; one of the live tail is looked up, as it was not stored yet when it came. */
export async function idOf(record: LogRecord): Promise<string | undefined> {
  if (record.id !== undefined) return record.id;
  const timeMs = Date.parse(record.time);
  try {
    const { logs } = await listLogs(
      { query: '', startMs: timeMs, endMs: timeMs + 1 },
      { limit: 1000, order: 'desc' },
    );
    const found = logs.find(
      ({ time, body, observed_time: observed }) =>
        time === record.time && body === record.body && observed === record.observed_time,
    );
    const close =
      found ?? logs.find(({ time, body }) => time === record.time && body === record.body);
    if (!close) toast('This line is not stored yet. Try again in a second.', 'error');
    return close?.id;
  } catch {
    toast('The line could not be looked up: Groundcrew does not answer.', 'error');
    return undefined;
  }
}

/** A link to the record. */
export async function permalink(
  record: LogRecord,
  state: LogsAddress,
): Promise<string | undefined> {
  const id = await idOf(record);
  if (id === undefined) return undefined;
  const timeMs = Date.parse(record.time);
  const isExact = state.to !== '' && !state.from.startsWith('-');
  const span = isExact
    ? {}
    : {
        from: new Date(timeMs - aroundMs).toISOString(),
        to: new Date(timeMs + aroundMs).toISOString(),
      };
  return (
    location.origin +
    writeLogsAddress({ ...state, ...span, at: id, around: '', isLive: false, view: 'lines' })
  );
}
