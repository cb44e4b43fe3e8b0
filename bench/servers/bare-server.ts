import Fastify from 'fastify';
import { Redis } from 'ioredis';

/** A bare Fastify route that XADDs each body and answers 202: what Fastify, JSON and Redis cost at least. */
export async function startBareServer(redisUrl: string): Promise<string> {
  const redis = new Redis(redisUrl, { protocol: 2 });
  const app = Fastify();
  app.post('/v1/events', async (request, reply) => {
    await redis.xadd('bare', '*', 'e', JSON.stringify(request.body));
    return reply.code(202).send({ accepted: 1 });
  });
  return app.listen({ host: '127.0.0.1', port: 0 });
}

/** The same for whatever a platform sends: a route that takes every method and body, and XADDs the body as it came (of a GET its query). */
export async function startBareHooks(redisUrl: string): Promise<string> {
  const redis = new Redis(redisUrl, { protocol: 2 });
  const app = Fastify();
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.all('/webhooks/:name', async (request, reply) => {
    await redis.xadd('bare', '*', 'e', JSON.stringify(request.body ?? request.query));
    return reply.code(200).send();
  });
  return app.listen({ host: '127.0.0.1', port: 0 });
}
