import type { FastifyInstance } from 'fastify';
import type { AdminKey } from '#config';
import { CrosscurrentError, nearest } from '#kernel';
import type { AttributionDesk } from './attribution-desk.ts';
import { askAdminKey } from './ask-admin-key.ts';

/** What the route stands on. */
export interface AttributionRouteParts {
  readonly adminKeys: readonly AdminKey[];
  readonly desk: AttributionDesk;
  readonly now: () => number;
}

const DAY = 86_400_000;
const MOST_DAYS = 400;
const USUAL_DAYS = 30;

/** Registers `GET /v1/attribution`: who is owed what for the conversions of some days. It asks for an admin key, because it tells what a business earns. */
export async function registerAttributionRoutes(app: FastifyInstance, { adminKeys, desk, now }: AttributionRouteParts): Promise<void> {
  if (!app.hasRequestDecorator('adminKey')) app.decorateRequest('adminKey', undefined);
  await app.register(async (scope) => {
    scope.addHook('onRequest', askAdminKey(adminKeys));
    scope.get('/v1/attribution', async (request, reply) => {
      const query = request.query as { readonly [name: string]: string | string[] | undefined };
      const to = dayOf(query['to'], 'to') ?? Math.floor(now() / DAY) * DAY;
      const from = dayOf(query['from'], 'from') ?? to - (USUAL_DAYS - 1) * DAY;
      if (from > to || to - from >= MOST_DAYS * DAY)
        throw new CrosscurrentError('bad-request', `from must not be after to, and at most ${MOST_DAYS} days before it.`);
      const { model, by = 'campaign' } = query;
      if (by !== 'channel' && by !== 'campaign') throw new CrosscurrentError('bad-request', 'by is channel or campaign.');
      if (model !== undefined && (typeof model !== 'string' || !desk.models.includes(model))) {
        const near = typeof model === 'string' ? nearest(model, desk.models) : undefined;
        const hint = near === undefined ? `The models are: ${desk.models.join(', ')}.` : `Did you mean ${near}?`;
        throw new CrosscurrentError('bad-request', `No credit is given by such a model. ${hint}`);
      }
      const credits = await desk.credits({ from, to, by, ...(model === undefined ? {} : { model }) });
      return reply.header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(credits));
    });
  });
}

function dayOf(text: string | string[] | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const at = typeof text === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(at)) throw new CrosscurrentError('bad-request', `${name} is a day, e.g. 2026-01-31.`);
  return at;
}
