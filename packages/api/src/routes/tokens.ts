// Tokens: who may send, read and change. Their texts are known to nobody but who was given them.
import { GroundcrewError, type Scope, scopes, type TokenEntry } from '@groundcrew/runtime';
import { z } from 'zod';
import { route } from '../route.ts';
import { jsonType } from './search-logs.ts';

const dayMs = 86_400_000;

const token = z.object({
  id: z.string().describe('Its public part.'),
  name: z.string(),
  scopes: z.array(z.enum(scopes)),
  created_at: z.string(),
  expires_at: z.string().optional(),
  revoked_at: z.string().optional(),
});

const newToken = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'expected text without control characters')
    .describe('What it is for.'),
  scopes: z
    .array(z.enum(scopes))
    .min(1)
    .max(scopes.length)
    .transform((list): Scope[] => [...new Set(list)])
    .describe('What it may do; admin includes all.'),
  expires_in_days: z
    .int()
    .min(1)
    .max(36_500)
    .optional()
    .describe('Days until it stops working; never when left out.'),
});

const none = z.object({});

export const listTokensRoute = route({
  method: 'GET',
  path: '/api/tokens',
  operation: 'listTokens',
  scope: 'admin',
  group: 'tokens',
  summary: 'List tokens',
  description: 'Revoked ones too; never the tokens themselves.',
  query: none,
  answers: [
    {
      type: jsonType,
      description: 'All of them, oldest first.',
      schema: z.object({ tokens: z.array(token) }),
    },
  ],
  async handler({ api }) {
    return document({ tokens: (await api.tokens.read()).map(described) });
  },
});

export const createTokenRoute = route({
  method: 'POST',
  path: '/api/tokens',
  operation: 'createToken',
  scope: 'admin',
  group: 'tokens',
  summary: 'Make a token',
  description:
    'Its text is in this answer and cannot be had again. With the first token, everybody needs one.',
  query: none,
  body: { json: newToken, example: '{"name":"web","scopes":["ingest"]}' },
  answers: [
    {
      type: jsonType,
      description: 'The token.',
      schema: token.extend({ token: z.string().describe('Its text, shown only now.') }),
    },
  ],
  statuses: { 409: 'There are too many tokens.' },
  async handler({ api, body }) {
    const days = body.expires_in_days;
    const nowMs = Number(api.clock.nowNs() / 1_000_000n);
    const { text, entry } = await api.tokens.create({
      name: body.name,
      scopes: body.scopes,
      expires: days === undefined ? undefined : new Date(nowMs + days * dayMs),
    });
    return document({ ...described(entry), token: text });
  },
});

export const revokeTokenRoute = route({
  method: 'DELETE',
  path: '/api/tokens/{id}',
  operation: 'revokeToken',
  scope: 'admin',
  group: 'tokens',
  summary: 'Revoke a token',
  description:
    'It is refused within a second. Revoking the last one lets nobody in without a token.',
  query: none,
  params: z.object({ id: z.string().max(64).describe('The id that the list shows.') }),
  answers: [{ type: jsonType, description: 'The revoked token.', schema: token }],
  statuses: { 404: 'There is none of this id.' },
  async handler({ api, params }) {
    if (!/^[0-9a-f]{12}$/.test(params.id)) throw unknownToken();
    return document(described(await api.tokens.revoke(params.id)));
  },
});

/** Without the hash. */
function described({ id, name, scopes: granted, created, expires, revoked }: TokenEntry): object {
  return {
    id,
    name,
    scopes: granted,
    created_at: created,
    expires_at: expires,
    revoked_at: revoked,
  };
}

const unknownToken = () =>
  new GroundcrewError('token-not-found', 'cannot revoke the token: there is none of this id', {
    status: 404,
    hint: 'GET /api/tokens lists them.',
  });

const document = (body: object) => ({ type: jsonType, body: `${JSON.stringify(body)}\n` });
