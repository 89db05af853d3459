// What is received through which front door, and from which services and hosts.
import { useQuery } from '@tanstack/react-query';
import {
  readDayVolume,
  type ReceiverStatus,
  type ServerStatus,
  type Volume,
} from '../api/server.ts';
import { logsPath } from '../address/logs-address.ts';
import { addressOf } from '../address/location.ts';
import { valueText } from '../logs/record-fields.ts';
import { PageLink } from '../parts/page-link.tsx';
import { Moment } from '../parts/moment.tsx';
import { Section } from '../parts/section.tsx';
import { condition } from '../search/terms.ts';
import { formatBytes, formatCount, formatShortCount } from '../time/format.ts';

/** Receivers since the start, services and hosts of the last day. */
export function ReceivedSection({ status }: { status: ServerStatus }) {
  const active = status.receivers.filter((each) => each.requests > 0 || refusedOf(each) > 0);
  const quiet = status.receivers.filter((each) => !active.includes(each));
  return (
    <Section
      id="received"
      title="Received"
      note="Since the start of the server; rates are of the last minute."
    >
      {active.length === 0 ? <NothingYet /> : <Receivers receivers={active} />}
      {active.length > 0 && quiet.length > 0 && (
        <p className="muted after-table">
          Also ready, with nothing received yet: {quiet.map(({ name }) => name).join(', ')}.
        </p>
      )}
      <div className="volumes">
        <Volumes by="service" title="By service, last 24 hours" />
        <Volumes by="host" title="By host, last 24 hours" />
      </div>
    </Section>
  );
}

function NothingYet() {
  const command = `curl ${location.origin}/ingest --data-binary '{"level":"info","service":"test","message":"hello"}'`;
  return (
    <div className="nothing">
      <p>Nothing has been received yet. This sends a line; the page shows it by itself:</p>
      <pre className="command">{command}</pre>
    </div>
  );
}

const refusedOf = ({ refused }: ReceiverStatus) =>
  Object.values(refused).reduce((sum, count) => sum + count, 0);

function Receivers({ receivers }: { receivers: readonly ReceiverStatus[] }) {
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">Receiver</th>
          <th scope="col" className="is-number is-wide">
            Requests
          </th>
          <th scope="col" className="is-number">
            Lines
          </th>
          <th scope="col" className="is-number">
            Bytes
          </th>
          <th scope="col" className="is-number">
            Lines/s
          </th>
          <th scope="col" className="is-number is-wide">
            Bytes/s
          </th>
          <th scope="col" className="is-wide">
            Last
          </th>
          <th scope="col">Refused</th>
        </tr>
      </thead>
      <tbody>
        {receivers.map((each) => (
          <tr key={each.name}>
            <td>
              <code>{each.name}</code>
            </td>
            <td className="is-number is-wide">{formatCount(each.requests)}</td>
            <td className="is-number" title={formatCount(each.lines)}>
              {formatShortCount(each.lines)}
            </td>
            <td className="is-number" title={`${formatCount(each.bytes)} bytes`}>
              {formatBytes(each.bytes)}
            </td>
            <td className="is-number">{formatRate(each.lines_per_second)}</td>
            <td className="is-number is-wide">{formatBytes(each.bytes_per_second)}</td>
            <td className="is-wide">
              {each.last_seen_at === undefined ? (
                <span className="muted">never</span>
              ) : (
                <Moment time={each.last_seen_at} />
              )}
            </td>
            <td>
              <Refused receiver={each} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const formatRate = (rate: number) =>
  rate === 0 ? '0' : rate < 10 ? rate.toPrecision(2) : formatShortCount(Math.round(rate));

/** How many, and for which reasons; cut lines are taken, but said here too. */
function Refused({ receiver }: { receiver: ReceiverStatus }) {
  const reasons = Object.entries(receiver.refused).sort((a, b) => b[1] - a[1]);
  const cut = receiver.cut_lines;
  if (reasons.length === 0 && cut === 0) return <span className="muted">none</span>;
  return (
    <ul className="reasons">
      {reasons.map(([reason, count]) => (
        <li key={reason}>
          {formatCount(count)} <code>{reason}</code>
        </li>
      ))}
      {cut > 0 && (
        <li>
          {formatCount(cut)} <span className="muted">lines cut</span>
        </li>
      )}
    </ul>
  );
}

const refreshMs = 60_000;
/** The first lines are waited for. */
const refreshWhileEmptyMs = 5_000;

/** Bars of bytes by a field's values; each leads to its lines. */
function Volumes({ by, title }: { by: 'service' | 'host'; title: string }) {
  const { data } = useQuery({
    queryKey: ['day-volume', by],
    queryFn: ({ signal }) => readDayVolume(by, signal),
    refetchInterval: ({ state }) => (state.data?.length ? refreshMs : refreshWhileEmptyMs),
    staleTime: 0,
  });
  if (!data || data.length === 0) return undefined;
  const largest = Math.max(...data.map(({ bytes }) => bytes), 1);
  return (
    <table className="table volume-table">
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col">{by === 'service' ? 'Service' : 'Host'}</th>
          <th scope="col" className="is-number">
            Lines
          </th>
          <th scope="col" className="is-number">
            Bytes
          </th>
        </tr>
      </thead>
      <tbody>
        {data.map((volume) => (
          <tr key={nameOf(volume)}>
            <td className="volume-name">
              <span
                className="volume-bar"
                style={{ width: `${(volume.bytes / largest) * 100}%` }}
              />
              <VolumeName by={by} volume={volume} />
            </td>
            <td className="is-number" title={formatCount(volume.rows)}>
              {formatShortCount(volume.rows)}
            </td>
            <td className="is-number" title={`${formatCount(volume.bytes)} bytes`}>
              {formatBytes(volume.bytes)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const nameOf = ({ value, is_rest: isRest }: Volume) => JSON.stringify([value, isRest]);

function VolumeName({ by, volume }: { by: string; volume: Volume }) {
  if (volume.is_rest) return <span className="muted">all others</span>;
  if (volume.value === undefined) return <span className="muted">without {by}</span>;
  const query = condition(by, volume.value);
  return (
    <PageLink
      to={addressOf(logsPath, [
        ['q', query],
        ['from', '-1d'],
      ])}
    >
      {valueText(volume.value)}
    </PageLink>
  );
}
