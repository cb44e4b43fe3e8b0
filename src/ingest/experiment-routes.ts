import type { FastifyInstance, FastifyReply } from 'fastify';
import type { AdminKey } from '#config';
import { CrosscurrentError } from '#kernel';
import { askAdminKey } from './ask-admin-key.ts';
import type { ExperimentDesk } from './experiment-desk.ts';

/** Registers `GET /v1/experiments` and `GET /v1/experiments/:name`: how split runs compare. They ask for an admin key, because they tell how a business converts. */
export async function registerExperimentRoutes(
  app: FastifyInstance,
  { adminKeys, desk }: { readonly adminKeys: readonly AdminKey[]; readonly desk: ExperimentDesk },
): Promise<void> {
  if (!app.hasRequestDecorator('adminKey')) app.decorateRequest('adminKey', undefined);
  await app.register(async (scope) => {
    scope.addHook('onRequest', askAdminKey(adminKeys));
    scope.get('/v1/experiments', async (_request, reply) => json(reply, { experiments: await desk.list() }));
    scope.get('/v1/experiments/:name', async (request, reply) => {
      const { name } = request.params as { readonly name: string };
      const designs = await desk.show(name);
      if (designs.length === 0) throw new CrosscurrentError('not-found', 'Nobody was exposed to an experiment of this name.');
      return json(reply, { experiment: name, designs });
    });
  });
}

async function json(reply: FastifyReply, body: object): Promise<FastifyReply> {
  return reply.header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(body));
}
