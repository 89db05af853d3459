// Ports beside the main one, as configured; who starts the servers binds them.
import type { IngestConfig } from './config.ts';
import { receivers } from './receivers/index.ts';
import type { Port, Receiver } from './receivers/receiver.ts';

/** The ports that are not switched off, with the whole name of their option: `ingest.receivers.otlp.grpcListen`. */
export function configuredPorts(config: IngestConfig): Port[] {
  const configs: Readonly<Record<string, unknown>> = config.receivers;
  const all: readonly Receiver[] = receivers;
  return all.flatMap((receiver) =>
    (receiver.ports?.(configs[receiver.name]) ?? [])
      .filter(({ listen }) => listen !== 'off')
      .map((port) => ({ ...port, option: `ingest.receivers.${receiver.name}.${port.option}` })),
  );
}
