// The OpenAPI document as a page: no script, nothing from elsewhere, readable in light and dark.
import { createHash } from 'node:crypto';
import type { OpenApiDocument, Operation, Parameter } from './document.ts';

const style = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); --soft: color-mix(in srgb, currentColor 6%, transparent); }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 54rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
code, pre { font: .875em/1.5 ui-monospace, monospace; } pre { background: var(--soft); padding: .75rem; overflow-x: auto; border-radius: 6px; }
details { border: 1px solid var(--line); border-radius: 6px; margin: .5rem 0; padding: .5rem .75rem; } summary { cursor: pointer; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-top: 1px solid var(--line); }
.method { font-weight: 600; } .scope { float: right; opacity: .7; }
`;

/** Only this very style sheet may apply. */
const styleHash = createHash('sha256').update(style).digest('base64');

/** Headers of the page. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
};

/** Renders the page. */
export function documentationPage(document: OpenApiDocument): string {
  const { info, tags, paths } = document;
  const sections = tags.map((tag) =>
    section(String(tag['name']), String(tag['description']), paths),
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Groundcrew API</title>
<style>${style}</style>
</head>
<body>
<h1>Groundcrew API</h1>
<p>Version ${escaped(info['version'])}. ${marked(info['description'])} The same for programs: <a href="/api/openapi.json">openapi.json</a>.</p>
<p>Log lines are sent to <code>POST /ingest</code>, as NDJSON, a JSON array, one object or plain text.</p>
${sections.join('\n')}
</body>
</html>
`;
}

function section(name: string, description: string, paths: OpenApiDocument['paths']): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { tags }]) => tags.includes(name))
      .map(([method, operation]) => details(path, method, operation)),
  );
  return `<h2 id="${escaped(name)}">${escaped(description.replace(/\.$/, ''))}</h2>\n${operations.join('\n')}`;
}

function details(path: string, method: string, operation: Operation): string {
  const { parameters, requestBody, responses } = operation;
  const types = Object.keys(responses['200']?.['content'] ?? {});
  return `<details id="${escaped(operation.operationId)}">
<summary><span class="scope">${escaped(operation['x-scope'])}</span><span class="method">${escaped(method.toUpperCase())}</span> <code>${escaped(path)}</code> ${escaped(operation.summary)}</summary>
${operation.description === undefined ? '' : `<p>${marked(operation.description)}</p>`}
${parameters.length === 0 ? '' : parameterTable(parameters)}
${requestBody ? `<p>Body: ${bodyKind(requestBody)}.</p>` : ''}
<p>Answers ${types.map((type) => `<code>${escaped(type)}</code>`).join(', ')}.</p>
<pre>${escaped(example(path, method, operation))}</pre>
</details>`;
}

function parameterTable(parameters: readonly Parameter[]): string {
  const rows = parameters.map(
    ({ name, required, schema, description }) =>
      `<tr><td><code>${escaped(name)}</code></td><td>${escaped(kindOf(schema, required))}</td><td>${marked(description)}</td></tr>`,
  );
  return `<table><tr><th>Parameter</th><th>Value</th><th>Meaning</th></tr>${rows.join('')}</table>`;
}

function kindOf(schema: Readonly<Record<string, unknown>>, required: boolean): string {
  const { type, enum: choices, minimum, maximum } = schema;
  const kind = Array.isArray(choices) ? choices.join(' or ') : plain(type ?? 'text');
  const bounds = minimum === undefined ? '' : ` ${plain(minimum)} to ${plain(maximum)}`;
  const standard = schema['default'];
  if (required) return `${kind}${bounds}, required`;
  return standard === undefined || standard === ''
    ? `${kind}${bounds}`
    : `${kind}${bounds}, ${plain(standard)} by default`;
}

function example(path: string, method: string, { parameters, requestBody }: Operation): string {
  const given = parameters
    .filter((each) => each.in === 'query' && (each.required || each.name === 'query'))
    .map(({ name }) => `${name}=${encodeURIComponent(examples.get(name) ?? '…')}`);
  const query = given.length === 0 ? '' : `?${given.join('&')}`;
  const data = requestBody ? bodyOption(requestBody) : '';
  const isPlain = method === 'get' || (method === 'post' && data !== '');
  const option = isPlain ? '' : ` -X ${method.toUpperCase()}`;
  return `curl -s${option} 'http://127.0.0.1:4400${filledPath(path)}${query}'${data}`;
}

const filledPath = (path: string) =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => examples.get(name) ?? '…');

type Content = Readonly<Record<string, { readonly example?: unknown }>>;

/** Bodies are described by our own document, which has this form. */
const contentOf = (requestBody: Readonly<Record<string, unknown>>) =>
  requestBody['content'] as Content;

const bodyKind = (requestBody: Readonly<Record<string, unknown>>) =>
  'text/plain' in contentOf(requestBody) ? 'JSON or text' : 'JSON';

function bodyOption(requestBody: Readonly<Record<string, unknown>>): string {
  const content = contentOf(requestBody);
  const text = content['text/plain']?.example;
  if (typeof text === 'string') return ` --data-binary '${text}'`;
  const json = JSON.stringify(content['application/json']?.example);
  return ` -H 'Content-Type: application/json' --data-binary '${json}'`;
}

const examples = new Map([
  ['query', 'level:error'],
  ['field', 'service'],
  ['name', 'errors'],
  ['id', '1763719200000000000-1-0'],
]);

const plain = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/** Text with `code` in it. */
const marked = (text: unknown) => escaped(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');

function escaped(text: unknown): string {
  return String(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
