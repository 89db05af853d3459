// The disk: how full it is, how fast it fills, what takes the room, and what waits in the log.
import type { ServerStatus, TableStatus } from '../api/server.ts';
import { Meter } from '../parts/meter.tsx';
import { Fact, Facts, Section } from '../parts/section.tsx';
import { formatBytes, formatCount, formatDuration } from '../time/format.ts';

/** Fewer days than this need a decision soon. */
const daysScarce = 14;

/** Disk, tables and log. */
export function StorageSection({ status }: { status: ServerStatus }) {
  const { store, disk, log } = status;
  const stored = (store.tables ?? []).reduce((sum, { bytes }) => sum + bytes, 0);
  const own = stored + log.size_bytes + status.dead_letters.size_bytes;
  return (
    <Section id="storage" title="Storage" note={<Outlook status={status} />}>
      {disk && (
        <Meter
          label="Disk"
          total={disk.total_bytes}
          parts={[
            {
              name: 'Groundcrew',
              amount: Math.min(own, disk.total_bytes - disk.free_bytes),
              look: 'own',
            },
            {
              name: 'other things',
              amount: Math.max(0, disk.total_bytes - disk.free_bytes - own),
              look: 'other',
            },
          ]}
          rest="free"
          format={formatBytes}
        />
      )}
      <Facts isRoomy>
        <Fact name="Waiting in the log" title={`${formatCount(log.size_bytes)} bytes`}>
          {formatBytes(log.size_bytes)}{' '}
          <span className="muted">of at most {formatBytes(log.size_bytes_max)}</span>
        </Fact>
        <Fact name="The store is behind">
          {log.lag_seconds < 1
            ? 'less than a second'
            : formatDuration(Math.round(log.lag_seconds) * 1000)}
          {log.lag_rows > 0 && (
            <span className="muted"> · {formatCount(log.lag_rows)} lines on their way</span>
          )}
        </Fact>
      </Facts>
      {store.tables && store.tables.length > 0 ? (
        <Tables tables={store.tables} />
      ) : (
        <p className="muted">
          {store.is_up
            ? 'Nothing is stored yet.'
            : 'The store is away: what it holds is not known now.'}
        </p>
      )}
    </Section>
  );
}

/** Growth, and how long the disk will do. */
function Outlook({ status }: { status: ServerStatus }) {
  const { growth, is_embedded: isEmbedded } = status.store;
  if (!isEmbedded) return 'The disk of a store elsewhere is watched there.';
  if (!growth) return 'How fast it grows shows after ten minutes of logs.';
  const observed =
    growth.observed_days < 1
      ? `judged by ${formatDuration(growth.observed_days * 86_400_000)}`
      : growth.observed_days === 1
        ? 'judged by one day'
        : `average of ${growth.observed_days} days`;
  const left = growth.days_left;
  return (
    <>
      Grows {formatBytes(growth.bytes_per_day)} a day <span className="muted">({observed})</span>
      {left === undefined ? (
        '. Old logs go in time: the disk will do.'
      ) : (
        <>
          {', enough for '}
          <strong className={left < daysScarce ? 'is-scarce' : undefined}>{longTime(left)}</strong>
          {left < daysScarce && '. Shorten the retention, or add disk.'}
        </>
      )}
    </>
  );
}

/** Days as far as anyone can tell. */
function longTime(count: number): string {
  if (count > 3650) return 'over ten years';
  if (count > 730) return `about ${Math.round(count / 365)} years`;
  if (count > 60) return `about ${Math.round(count / 30)} months`;
  return count === 1 ? '1 day' : `${count} days`;
}

const purposes = new Map([
  ['logs', 'Log records'],
  ['logs_per_minute', 'Counts for charts'],
  ['runs', 'Runs of programs'],
  ['entities', 'Saved searches'],
  ['migrations', 'Steps of the schema'],
  ['batch_fences', 'Marks of the delivery'],
]);

function Tables({ tables }: { tables: readonly TableStatus[] }) {
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">Table</th>
          <th scope="col" className="is-wide">
            Holds
          </th>
          <th scope="col" className="is-number">
            Rows
          </th>
          <th scope="col" className="is-number">
            On disk
          </th>
          <th scope="col" className="is-number is-wide">
            Before packing
          </th>
          <th scope="col" className="is-number is-wide">
            Packed
          </th>
        </tr>
      </thead>
      <tbody>
        {tables.map(({ name, rows, bytes, uncompressed_bytes: unpacked }) => (
          <tr key={name}>
            <td>
              <code>{name}</code>
            </td>
            <td className="is-wide muted">{purposes.get(name) ?? ''}</td>
            <td className="is-number">{formatCount(rows)}</td>
            <td className="is-number" title={`${formatCount(bytes)} bytes`}>
              {formatBytes(bytes)}
            </td>
            <td className="is-number is-wide" title={`${formatCount(unpacked)} bytes`}>
              {formatBytes(unpacked)}
            </td>
            <td className="is-number is-wide">
              {bytes > 0 && unpacked > bytes ? `${(unpacked / bytes).toFixed(1)}×` : ''}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
