// What a route of the API is: one entry of the table from which checks, documentation and handlers come.
import type { Readable } from 'node:stream';
import type { Scope } from '@groundcrew/runtime';
import type { z } from 'zod';
import type { Api } from './api.ts';

/** What a handler is called with. */
export interface Call<Query, Body> {
  readonly api: Api;
  readonly query: Query;
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
  /** Makes the same of a body sent as text. */
  readonly fromText: (text: string) => unknown;
}

interface RouteFacts {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Unique; names the operation in generated clients. */
  readonly operation: string;
  /** What a token must allow; `public` routes tell nothing about anyone's data. */
  readonly scope: Scope | 'public';
  readonly group: 'logs' | 'sql' | 'status' | 'documentation';
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
  readonly body?: BodyForms<unknown>;
  readonly handler: (call: Call<unknown, unknown>) => Promise<Answer> | Answer;
}

interface TypedRoute<Query extends z.ZodObject, Body> extends RouteFacts {
  readonly query: Query;
  readonly body?: BodyForms<Body>;
  readonly handler: (call: Call<z.output<Query>, Body>) => Promise<Answer> | Answer;
}

/** Declares a route; the handler's types follow from the schemas. */
export function route<Query extends z.ZodObject, Body = undefined>(
  typed: TypedRoute<Query, Body>,
): Route {
  // The plugin calls the handler only with what these very schemas gave.
  return typed as unknown as Route;
}
