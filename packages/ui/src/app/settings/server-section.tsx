// Versions, memory, and what the server keeps for how long.
import type { ServerStatus } from '../api/server.ts';
import { Moment } from '../parts/moment.tsx';
import { Fact, Facts, Section } from '../parts/section.tsx';
import { formatBytes, formatCount } from '../time/format.ts';

/** The server's own facts. */
export function ServerSection({ status }: { status: ServerStatus }) {
  const { store, engine, gateway, retention } = status;
  const attributes = store.promoted_attributes;
  return (
    <Section id="server" title="Server">
      <Facts>
        <Fact name="Version">{status.version}</Fact>
        <Fact name="Started">
          <Moment time={status.started_at} />
        </Fact>
        <Fact name="Memory" title={`${formatCount(gateway.memory_bytes)} bytes`}>
          {formatBytes(gateway.memory_bytes)}
        </Fact>
        <Fact name="Store">{storeText(status)}</Fact>
        {engine && (
          <>
            <Fact name="Memory of the store">
              {engine.memory_bytes === undefined ? 'not known' : formatBytes(engine.memory_bytes)}
            </Fact>
            <Fact name="Restarts of the store">
              {engine.restarts === 0 ? 'none' : formatCount(engine.restarts)}
            </Fact>
          </>
        )}
        <Fact name="Logs are kept">
          {retention.logs_days === undefined ? 'for ever' : days(retention.logs_days)}
        </Fact>
        <Fact name="Attributes in columns" title={attributes.join(', ')}>
          {attributes.length === 0 ? 'none yet' : formatCount(attributes.length)}
        </Fact>
      </Facts>
      <p className="muted">
        For programs: <a href="/api">the API</a>, and{' '}
        <a href="/metrics">metrics of Groundcrew itself</a> for Prometheus.
      </p>
      {attributes.length > 0 && (
        <p className="attribute-list">
          {attributes.map((name) => (
            <code key={name}>{name}</code>
          ))}
        </p>
      )}
    </Section>
  );
}

function storeText({ store }: ServerStatus): string {
  const kind = store.is_embedded ? 'embedded ClickHouse' : 'ClickHouse elsewhere';
  if (!store.is_up) return `${kind}, away`;
  return store.version === undefined ? kind : `${kind} ${store.version}`;
}

const days = (count: number) => (count === 1 ? '1 day' : `${formatCount(count)} days`);
