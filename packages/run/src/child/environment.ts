// What a program finds in its environment beyond what `crew run` has: enough for an OpenTelemetry SDK to send to the
// same server under the same names, and the id of its run. What the user set stays.

/** What the environment tells the program. */
export interface ChildIdentity {
  runId: string;
  service: string;
  release: string;
  url: string;
  token: string | undefined;
}

/** The program's whole environment. */
export function childEnvironment(
  own: ReadonlyMap<string, string>,
  { runId, service, release, url, token }: ChildIdentity,
): Record<string, string> {
  const given = own.get('OTEL_RESOURCE_ATTRIBUTES') ?? '';
  const added = Object.entries({
    'service.name': own.get('OTEL_SERVICE_NAME') ?? service,
    'service.version': release,
    'run.id': runId,
  }).filter(([name, value]) => value !== '' && !hasAttribute(given, name));
  const defaults: Record<string, string> = {
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_SERVICE_NAME: attributeOf(given, 'service.name') ?? service,
    ...(token
      ? {
          OTEL_EXPORTER_OTLP_HEADERS: `authorization=${encodeURIComponent(`Bearer ${token.trim()}`)}`,
        }
      : {}),
  };
  // An endpoint of the user's own has its own protocol and its own headers.
  const isPointed = own.has('OTEL_EXPORTER_OTLP_ENDPOINT');
  const unset = Object.entries(defaults).filter(
    ([name]) => !own.has(name) && !(isPointed && name.startsWith('OTEL_EXPORTER_')),
  );
  return {
    ...Object.fromEntries(own),
    ...Object.fromEntries(unset),
    OTEL_RESOURCE_ATTRIBUTES: [
      given,
      ...added.map(([name, value]) => `${name}=${encodeURIComponent(value)}`),
    ]
      .filter((part) => part !== '')
      .join(','),
    GROUNDCREW_RUN_ID: runId,
    GROUNDCREW_URL: url,
  };
}

const hasAttribute = (list: string, name: string) => attributeOf(list, name) !== undefined;

/** https://opentelemetry.io/docs/specs/otel/resource/sdk/ */
function attributeOf(list: string, name: string): string | undefined {
  for (const pair of list.split(',')) {
    const [key = '', ...value] = pair.split('=');
    if (key.trim() === name) return decoded(value.join('=').trim());
  }
  return undefined;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
