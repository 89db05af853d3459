// The receivers' own ports beside the main one: found in the configuration, bound, and stopped.
import { configuredPorts, type IngestHost, type Port } from '@groundcrew/ingest';
import { GroundcrewError, type Log } from '@groundcrew/runtime';
import type { Config } from '../config/schema.ts';
import { startGrpcServer } from './grpc-server.ts';
import { type HttpServer, startHttpServer } from './http-server.ts';
import { type ListenAddress, resolveListen } from './listen-address.ts';
import { answerProblem } from './problem.ts';

/** A port with its address. */
export interface ReceiverPort extends Port {
  readonly address: ListenAddress;
}

/** What the servers need. */
export interface PortContext {
  readonly config: Config;
  readonly ingest: IngestHost;
  readonly log: Log;
  /** True while no login is needed. */
  readonly isOpen: () => boolean;
}

/** Finds the addresses. `automatic` is the main address with a port of its own; where that is a free one, so is this. */
export async function resolvePorts(config: Config, main: ListenAddress): Promise<ReceiverPort[]> {
  return Promise.all(
    configuredPorts(config.ingest).map(async (port) => ({
      ...port,
      address: isAutomatic(port)
        ? { ...main, port: main.port === 0 ? 0 : port.defaultPort }
        : await resolveListen(port.listen),
    })),
  );
}

/**
 * Starts to listen on all of them. A port that was not asked for and cannot be bound is left out, and said in the log:
 * another collector on the machine is no reason not to start. Throws `listen-failed` for others.
 */
export async function openPorts(
  ports: readonly ReceiverPort[],
  context: PortContext,
): Promise<HttpServer[]> {
  const servers: HttpServer[] = [];
  for (const port of ports) {
    const server = await openPort(port, context).catch(async (error: unknown) => {
      if (isAutomatic(port)) return leaveOut(port, error, context.log);
      await Promise.all(servers.map((opened) => opened.stop(0)));
      throw failure(port, error);
    });
    if (!server) continue;
    context.log.info({ url: server.url, option: port.option }, `taking ${port.transport} exports`);
    servers.push(server);
  }
  return servers;
}

function openPort(
  { address, transport }: ReceiverPort,
  { config, ingest, isOpen }: PortContext,
): Promise<HttpServer> {
  const limits = config.http;
  if (transport === 'grpc') {
    const onStream = ingest.handleGrpc.bind(ingest);
    return startGrpcServer({ address, limits, onStream });
  }
  return startHttpServer({
    address,
    limits,
    isOpen,
    routes: [
      (...request) => ingest.handle(...request),
      (_request, response) => {
        answerProblem(response, onlyReceivers());
        return true;
      },
    ],
  });
}

const isAutomatic = ({ listen }: Port) => listen === 'automatic';

function leaveOut(port: ReceiverPort, error: unknown, log: Log): undefined {
  const reason = error instanceof Error ? error.message : String(error);
  log.warn(
    { option: port.option, reason },
    `a port is left out: ${reason}; set ${port.option} to another address, or to "off"`,
  );
}

function failure(port: ReceiverPort, error: unknown): unknown {
  if (!(error instanceof GroundcrewError)) return error;
  const hint = `set ${port.option} to another address, to "automatic", or to "off"`;
  return new GroundcrewError(error.code, error.message, { hint, cause: error });
}

const onlyReceivers = () =>
  new GroundcrewError('not-found', 'cannot find that: this port only takes telemetry', {
    status: 404,
    hint: 'The user interface and the API are on the main port.',
  });
