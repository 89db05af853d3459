// The OpenAPI document, made of the same table and schemas that answer requests.
// https://spec.openapis.org/oas/v3.1.1
import { z } from 'zod';
import { isList } from '../input/read-query.ts';
import { problemType } from '../problem.ts';
import type { BodyForms, Route, RouteGroup } from '../route.ts';

type Json = Record<string, unknown>;

/** An operation as the document and the page have it. */
export interface Operation {
  operationId: string;
  summary: string;
  description?: string;
  tags: string[];
  security: Json[];
  parameters: Parameter[];
  requestBody?: Json;
  responses: Record<string, Json>;
  'x-scope': string;
}

export interface Parameter {
  name: string;
  in: 'query' | 'path';
  required: boolean;
  description: string;
  schema: Json;
}

export interface OpenApiDocument {
  openapi: string;
  info: Json;
  tags: Json[];
  paths: Record<string, Record<string, Operation>>;
  components: Json;
}

const groups: Record<RouteGroup, string> = {
  logs: 'Finding and following log records.',
  runs: 'Runs of programs.',
  sql: 'Asking in SQL.',
  views: 'Saved searches.',
  tokens: 'Who may do what.',
  status: 'How Groundcrew itself is.',
  documentation: 'This description.',
};

/** Describes these routes. */
export function openApiDocument(routes: readonly Route[], version: string): OpenApiDocument {
  const paths: Record<string, Record<string, Operation>> = {};
  const schemas: Record<string, unknown> = {};
  for (const route of routes) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: operation(route, schemas),
    };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Groundcrew',
      version,
      description:
        'Refusals are problem documents (RFC 9457) with a stable `code` and a `hint`. Where tokens are in use, send `Authorization: Bearer TOKEN`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    tags: Object.entries(groups)
      .filter(([name]) => routes.some(({ group }) => group === name))
      .map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: { ...schemas, Problem: schemaOf(problem, schemas) },
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  };
}

function operation(route: Route, schemas: Record<string, unknown>): Operation {
  const { description, body } = route;
  return {
    operationId: route.operation,
    summary: route.summary,
    ...(description === undefined ? {} : { description }),
    tags: [route.group],
    security: route.scope === 'public' ? [{}] : [{ token: [] }],
    parameters: [...parameters(route.params, 'path'), ...parameters(route.query, 'query')],
    ...(body ? { requestBody: requestBody(body, schemas) } : {}),
    responses: responses(route, schemas),
    'x-scope': route.scope,
  };
}

function parameters(object: z.ZodObject | undefined, place: Parameter['in']): Parameter[] {
  return Object.entries(object?.shape ?? {}).map(([name, schema]) => {
    // The shape of an object schema holds schemas.
    const parameter = schema as z.ZodType;
    const { description = '', ...json } = jsonSchema(parameter);
    const list = isList(parameter) ? { style: 'form', explode: true } : {};
    return {
      name,
      in: place,
      required: !parameter.safeParse(undefined).success,
      description: String(description),
      ...list,
      schema: json,
    };
  });
}

const requestBody = (
  { json, fromText, example }: BodyForms<unknown>,
  schemas: Record<string, unknown>,
): Json => ({
  required: true,
  content: {
    'application/json': {
      schema: schemaOf(json, schemas),
      ...(fromText ? {} : { example: JSON.parse(example) as Json }),
    },
    ...(fromText ? { 'text/plain': { schema: { type: 'string' }, example } } : {}),
  },
});

function responses(route: Route, schemas: Record<string, unknown>): Record<string, Json> {
  const content: Record<string, Json> = {};
  for (const { type, schema } of route.answers) {
    content[type] = schema ? { schema: schemaOf(schema, schemas) } : {};
  }
  const [first] = route.answers;
  const answers: Record<string, Json> = {
    '200': { description: first?.description ?? '', content },
  };
  for (const [status, description] of Object.entries(statusesOf(route))) {
    answers[status] = {
      description,
      content: { [problemType]: { schema: { $ref: '#/components/schemas/Problem' } } },
    };
  }
  return answers;
}

function statusesOf({ scope, group, statuses = {} }: Route): Record<string, string> {
  const takesInput = group === 'logs' || group === 'sql' || group === 'runs';
  return {
    '400': 'The request cannot be read; `detail` says what was expected.',
    ...(scope === 'public'
      ? {}
      : { '401': 'A token is missing or unknown.', '403': `The token lacks the scope ${scope}.` }),
    ...(takesInput
      ? {
          '422': 'The query needs more than it may have.',
          '503': 'The store is away or busy: come back after `Retry-After`.',
        }
      : {}),
    ...statuses,
  };
}

/** A schema with a name becomes a component and a reference to it. */
function schemaOf(schema: z.ZodType, schemas: Record<string, unknown>): Json {
  const { $defs, ...json } = jsonSchema(schema);
  const { id, ...own } = json;
  // Zod's own key for named schemas within others.
  for (const [name, definition] of Object.entries(($defs ?? {}) as Json)) {
    const { id: _id, ...rest } = definition as Json;
    schemas[name] = rest;
  }
  if (typeof id !== 'string') return own;
  schemas[id] = own;
  return { $ref: `#/components/schemas/${id}` };
}

function jsonSchema(schema: z.ZodType): Json {
  const { $schema: _schema, ...json } = z.toJSONSchema(schema, {
    io: 'output',
    unrepresentable: 'any',
  });
  // References within a schema point at the document's components instead.
  return JSON.parse(JSON.stringify(json).replaceAll('"#/$defs/', '"#/components/schemas/')) as Json;
}

const problem = z
  .looseObject({
    type: z.string().describe('urn:groundcrew:problem:CODE'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What could not be done and why.'),
    code: z.string().describe('Stable name of the problem.'),
    hint: z.string().optional().describe('What to do about it.'),
    position: z.int().optional().describe('Where in the query, from 0.'),
    expected: z.string().optional().describe('What was expected there.'),
    parameter: z.string().optional().describe('Which parameter it is about.'),
  })
  .meta({ description: 'A refusal, RFC 9457.' });
