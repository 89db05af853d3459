// Routes that describe all the others.
import { z } from 'zod';
import { documentationPage, pageHeaders } from '../openapi/page.ts';
import { openApiDocument } from '../openapi/document.ts';
import { type Route, route } from '../route.ts';
import { jsonType } from './search-logs.ts';

/** The description of `routes()` and of these routes themselves; made once, when first asked for. */
export function documentationRoutes(routes: () => readonly Route[]): Route[] {
  let json: string | undefined;
  let page: string | undefined;
  const document = (version: string) => openApiDocument(routes(), version);
  return [
    route({
      method: 'GET',
      path: '/api/openapi.json',
      operation: 'openApi',
      scope: 'public',
      group: 'documentation',
      summary: 'Read the OpenAPI document',
      query: z.object({}),
      answers: [{ type: jsonType, description: 'OpenAPI 3.1.' }],
      allowsHead: true,
      handler: ({ api }) => ({
        type: jsonType,
        body: (json ??= `${JSON.stringify(document(api.version), undefined, 2)}\n`),
      }),
    }),
    ...['/api', '/api/docs'].map((path) =>
      route({
        method: 'GET',
        path,
        operation: path === '/api' ? 'apiPage' : 'apiDocsPage',
        scope: 'public',
        group: 'documentation',
        summary: 'Read this description as a page',
        query: z.object({}),
        answers: [{ type: 'text/html; charset=utf-8', description: 'A page without scripts.' }],
        allowsHead: true,
        handler: ({ api }) => ({
          type: 'text/html; charset=utf-8',
          headers: pageHeaders,
          body: (page ??= documentationPage(document(api.version))),
        }),
      }),
    ),
  ];
}
