// Saved views: names for addresses of the screen, such as a search with its columns and time range.
import { formatTime } from '@groundcrew/query';
import { GroundcrewError, quote } from '@groundcrew/runtime';
import type { Entity, EntityLimits } from '@groundcrew/store';
import { z } from 'zod';
import { route } from '../route.ts';
import { withEntities } from '../store/entity-store.ts';
import { jsonType } from './search-logs.ts';

const kind = 'view';
const limits: EntityLimits = { keysMax: 500, contentBytesMax: 16 * 1024 };

const name = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'expected text without control characters')
  .refine((text) => text.trim() === text, 'expected a name without spaces around it')
  .describe('Its name.');

/** An address within the screen: a browser must never be led elsewhere by it. */
const address = z
  .string()
  .max(8192)
  .regex(
    /^\/(?![/\\])[^\s\\\p{Cc}]*$/u,
    'expected a path of this server, such as /logs?query=error',
  )
  .describe('Path and query of the screen, which hold the whole state of a page.');

const view = z.object({
  name,
  address,
  description: z.string().max(500).optional().describe('What it is for.'),
  updated_at: z.string().describe('When it was last changed.'),
});

const content = z.strictObject({ address, description: view.shape.description });
const none = z.object({});
const named = z.object({ name });

export const listViewsRoute = route({
  method: 'GET',
  path: '/api/views',
  operation: 'listViews',
  scope: 'read',
  group: 'views',
  summary: 'List saved views',
  query: none,
  answers: [
    {
      type: jsonType,
      description: 'All of them, by name.',
      schema: z.object({ views: z.array(view) }),
    },
  ],
  async handler({ api, signal }) {
    const entities = await withEntities(api, (all) => all.list(kind, signal));
    return document({ views: entities.map(viewOf) });
  },
});

export const putViewRoute = route({
  method: 'PUT',
  path: '/api/views/{name}',
  operation: 'putView',
  scope: 'read',
  group: 'views',
  summary: 'Save a view',
  description: 'Takes the place of a view of the same name. It is on disk when this answers.',
  query: none,
  params: named,
  body: { json: content, example: '{"address":"/logs?query=level:error"}' },
  answers: [{ type: jsonType, description: 'The view.', schema: view }],
  statuses: { 409: `There are ${limits.keysMax} views already.` },
  async handler({ api, params, body }) {
    const entity = { key: params.name, content: JSON.stringify(body) };
    return document(viewOf(await withEntities(api, (all) => all.put(kind, entity, limits))));
  },
});

export const deleteViewRoute = route({
  method: 'DELETE',
  path: '/api/views/{name}',
  operation: 'deleteView',
  scope: 'read',
  group: 'views',
  summary: 'Delete a view',
  query: none,
  params: named,
  answers: [{ type: jsonType, description: 'It is gone.', schema: z.object({ name }) }],
  statuses: { 404: 'There is none of this name.' },
  async handler({ api, params }) {
    const wasThere = await withEntities(api, (all) => all.remove(kind, params.name));
    if (wasThere) return document({ name: params.name });
    throw new GroundcrewError(
      'view-not-found',
      `cannot delete the view ${quote(params.name)}: there is none of this name`,
      { status: 404, hint: 'GET /api/views lists them.' },
    );
  },
});

function viewOf({ key, version, content: text }: Entity): object {
  // Written by `putView` only.
  const { address: path, description } = JSON.parse(text) as z.output<typeof content>;
  return { name: key, address: path, description, updated_at: formatTime(version) };
}

const document = (body: object) => ({ type: jsonType, body: `${JSON.stringify(body)}\n` });
