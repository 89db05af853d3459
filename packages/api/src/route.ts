// What a route of the API is: one entry of the table from which checks, documentation and handlers come.
import type { Readable } from 'node:stream';
import type { Scope } from '@groundcrew/runtime';
import type { z } from 'zod';
import type { Api } from './api.ts';

/** What a handler is called with. */
export interface Call<Query, Body, Params> {
  readonly api: Api;
  readonly query: Query;
  /** What stands in the path in place of its `{names}`. */
  readonly params: Params;
  readonly body: Body;
  /** The `Accept` header. */
  readonly accept: string;
  /** Aborted when the caller leaves. */
  readonly signal: AbortSignal;
}

/** What a handler answers. A stream is read only as fast as the caller takes it, and destroyed when they leave. */
export interface Answer {
  readonly status?: number;
  readonly type: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Readable;
}

/** One form of a successful answer, for the documentation. */
export interface AnswerForm {
  readonly type: string;
  readonly description: string;
  /** Describes the body, or each record of it. */
  readonly schema?: z.ZodType;
}

/** Forms of a request's body. */
export interface BodyForms<Body> {
  /** Checks a body sent as JSON. */
  readonly json: z.ZodType<Body>;
  /** Makes the same of a body sent as text; without it, only JSON is taken. */
  readonly fromText?: (text: string) => unknown;
  /** A body for the documentation. */
  readonly example: string;
}

/** Chapters of the documentation. */
export type RouteGroup = 'logs' | 'runs' | 'sql' | 'views' | 'tokens' | 'status' | 'documentation';

interface RouteFacts {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `{name}` stands for a part that `params` describes. */
  readonly path: string;
  /** Unique; names the operation in generated clients. */
  readonly operation: string;
  /** What a token must allow; `public` routes tell nothing about anyone's data. */
  readonly scope: Scope | 'public';
  readonly group: RouteGroup;
  readonly summary: string;
  readonly description?: string;
  readonly answers: readonly AnswerForm[];
  /** Whether the answer is small, so that HEAD may be answered too. */
  readonly allowsHead?: boolean;
  /** Further statuses and what they mean. */
  readonly statuses?: Readonly<Record<number, string>>;
}

/** A route with its types forgotten, as the table holds it. */
export interface Route extends RouteFacts {
  readonly query: z.ZodObject;
  readonly params?: z.ZodObject;
  readonly body?: BodyForms<unknown>;
  readonly handler: (call: Call<unknown, unknown, unknown>) => Promise<Answer> | Answer;
}

interface TypedRoute<
  Query extends z.ZodObject,
  Body,
  Params extends z.ZodObject,
> extends RouteFacts {
  readonly query: Query;
  readonly params?: Params;
  readonly body?: BodyForms<Body>;
  readonly handler: (
    call: Call<z.output<Query>, Body, z.output<Params>>,
  ) => Promise<Answer> | Answer;
}

/** Declares a route; the handler's types follow from the schemas. */
export function route<
  Query extends z.ZodObject,
  Body = undefined,
  Params extends z.ZodObject = z.ZodObject<Record<string, never>>,
>(typed: TypedRoute<Query, Body, Params>): Route {
  // The plugin calls the handler only with what these very schemas gave.
  return typed as unknown as Route;
}
