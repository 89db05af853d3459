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
  const { target } = parts;
  const question = target.indexOf('?');
  const path = question === -1 ? target : target.slice(0, question);
  return list(
    textMember('level', levelOf(parts.status)),
    someText('http.request.method', parts.method),
    someText('url.path', path),
    question === -1 ? '' : someText('url.query', target.slice(question + 1)),
    someText('network.protocol.version', parts.version),
    someNumber('http.response.status_code', parts.status),
    someNumber('http.response.body.size', parts.size),
  );
}

function levelOf(status: string): string {
  if (status.startsWith('5')) return 'error';
  return status.startsWith('4') ? 'warning' : 'info';
}
