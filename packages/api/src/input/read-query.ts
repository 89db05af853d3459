// Checks a request's query string against a route's schema.
import { GroundcrewError, nearest, quote } from '@groundcrew/runtime';
import { z } from 'zod';

/**
 * The parameters as the schema gives them. Throws `unknown-parameter`, which names the nearest known one,
 * `repeated-parameter` and `bad-parameter` (400).
 */
export function readQuery<Query extends z.ZodObject>(schema: Query, raw: unknown): z.output<Query> {
  const given = new Map<string, unknown>(Object.entries(raw ?? {}));
  const input: Record<string, unknown> = Object.create(null);
  for (const [name, value] of given) {
    const parameter = Object.hasOwn(schema.shape, name) ? schema.shape[name] : undefined;
    if (!parameter) throw unknownParameter(name, Object.keys(schema.shape));
    const takesMany = isList(parameter);
    if (Array.isArray(value) && !takesMany) throw repeatedParameter(name);
    input[name] = takesMany && !Array.isArray(value) ? [value] : value;
  }
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const name = String(issue?.path[0] ?? '');
  throw badParameter(
    name,
    given.has(name) ? (issue?.message ?? 'it is not valid') : 'it is missing',
  );
}

/** Whether a parameter may be given more than once. */
export function isList(parameter: unknown): boolean {
  if (parameter instanceof z.ZodArray) return true;
  const isWrapped = parameter instanceof z.ZodOptional || parameter instanceof z.ZodDefault;
  return isWrapped && isList(parameter.unwrap());
}

/** The error of a parameter whose value is not understood. */
export function badParameter(name: string, reason: string): GroundcrewError {
  const what = reason.charAt(0).toLowerCase() + reason.slice(1);
  return new GroundcrewError('bad-parameter', `cannot read the parameter ${quote(name)}: ${what}`, {
    status: 400,
    extra: { parameter: name },
  });
}

function unknownParameter(name: string, known: readonly string[]): GroundcrewError {
  const near = nearest(name, known);
  const list = known.length === 0 ? 'This path takes none.' : `Known are ${known.join(', ')}.`;
  return new GroundcrewError(
    'unknown-parameter',
    `cannot read the parameter ${quote(name)}: there is none of that name`,
    {
      status: 400,
      hint: near ? `Did you mean ${near}? ${list}` : list,
      extra: { parameter: name.slice(0, 80).toWellFormed() },
    },
  );
}

const repeatedParameter = (name: string) =>
  new GroundcrewError(
    'repeated-parameter',
    `cannot read the parameter ${quote(name)}: it is given twice`,
    {
      status: 400,
      extra: { parameter: name },
    },
  );
