// Members of an HTTP request, by OpenTelemetry's names.
// https://opentelemetry.io/docs/specs/semconv/attributes-registry/http/
import { list, type Members, someNumber, someText, textMember } from './members.ts';

/** What an access log says about a request; "" for what it does not say. */
export interface RequestParts {
  method: string;
  /** Path and query, or a whole address as a proxy is asked. */
  target: string;
  version: string;
  status: string;
  size: string;
}

/** The members of a request, with the level that its status stands for. */
export function requestMembers(parts: RequestParts): Members {
  return list(
    textMember('level', levelOf(parts.status)),
    targetMembers(parts.method, parts.target, parts.version),
    someNumber('http.response.status_code', parts.status),
    someNumber('http.response.body.size', parts.size),
  );
}

/** The members of a request line, `GET /path?query HTTP/1.1`; "" for anything else. */
export function requestTarget(request: string): Members {
  const { method, target, version } = readRequest(request);
  return targetMembers(method, target, version);
}

/** The parts of a request line; anything else is no request and has none. */
export function readRequest(request: string): Pick<RequestParts, 'method' | 'target' | 'version'> {
  const first = request.indexOf(' ');
  const last = request.lastIndexOf(' HTTP/');
  if (first <= 0 || last <= first || !/^[A-Za-z][-A-Za-z_]{0,31}$/.test(request.slice(0, first))) {
    return { method: '', target: '', version: '' };
  }
  return {
    method: request.slice(0, first),
    target: request.slice(first + 1, last),
    version: request.slice(last + 6),
  };
}

function targetMembers(method: string, target: string, version: string): Members {
  const question = target.indexOf('?');
  return list(
    someText('http.request.method', method),
    someText('url.path', question === -1 ? target : target.slice(0, question)),
    question === -1 ? '' : someText('url.query', target.slice(question + 1)),
    someText('network.protocol.version', version),
  );
}

function levelOf(status: string): string {
  if (status.startsWith('5')) return 'error';
  return status.startsWith('4') ? 'warning' : 'info';
}
