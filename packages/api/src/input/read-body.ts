// Request bodies: JSON, or text for those who type requests by hand.
import { GroundcrewError } from '@groundcrew/runtime';
import type { FastifyInstance } from 'fastify';
import type { BodyForms } from '../route.ts';
import { bodyBytesMax } from '../limits.ts';

/** What curl sends without being told a type counts as text too. */
const textTypes = ['text/plain', 'application/sql', 'application/x-www-form-urlencoded'];

/** Lets bodies of these types through as text. */
export function takeText(app: FastifyInstance): void {
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser(
    textTypes,
    { parseAs: 'string', bodyLimit: bodyBytesMax },
    (_request, body, done) => done(null, body),
  );
}

/** Checks a body that fastify has parsed. Throws `bad-body` (400). */
export function readBody<Body>(forms: BodyForms<Body>, raw: unknown): Body {
  if (typeof raw === 'string' && !forms.fromText) throw notJson();
  const content = typeof raw === 'string' ? forms.fromText?.(raw) : (raw ?? {});
  const result = forms.json.safeParse(content);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.length ? `${issue.path.join('.')}: ` : '';
  throw new GroundcrewError(
    'bad-body',
    `cannot read the body: ${where}${issue?.message ?? 'it is not valid'}`,
    {
      status: 400,
      hint: 'See /api for what this path takes.',
    },
  );
}

const notJson = () =>
  new GroundcrewError('media-type', 'cannot read the body: its type is not supported', {
    status: 415,
    hint: 'Send JSON, with Content-Type: application/json.',
  });
