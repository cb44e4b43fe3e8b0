import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '#kernel';
import { askWriteKey } from '../ask-write-key.ts';
import type { EventRouteParts } from '../event-routes.ts';
import { mapError } from '../map-error.ts';
import { problemOf, sendProblem, type Problem } from '../problem.ts';
import { receive } from '../receive.ts';
import { takeBytes } from '../take-bytes.ts';
import type { ClientAnswer, ClientProtocol, ClientRequest } from './client-protocol.ts';

/** JSON comes under these types: libraries of browsers send text to avoid a preflight, some of servers send none or a form's. */
const MEDIA_TYPES = ['application/json', 'text/plain', 'application/x-www-form-urlencoded'];

/** Registers the routes of a client's protocol in a scope of its own. `app` must know `writeKey` of requests. */
export async function registerClientRoutes(
  app: FastifyInstance,
  parts: EventRouteParts & { readonly clock: Clock },
  protocol: ClientProtocol,
): Promise<void> {
  const refuse = (reply: FastifyReply, problem: Problem, retryAfterSeconds?: number): FastifyReply => {
    if (protocol.refuse === undefined) return sendProblem(reply, problem, retryAfterSeconds);
    if (problem.status === 429 || problem.status === 503)
      void reply.header('retry-after', String(Math.max(1, Math.ceil(retryAfterSeconds ?? 1))));
    return send(reply, protocol.refuse(problem));
  };
  await app.register(async (scope) => {
    takeBytes(scope, MEDIA_TYPES);
    scope.addHook('onRequest', askWriteKey(parts, { required: false, dropsAt429: protocol.dropsAt429 ?? false, refuse }));
    scope.setErrorHandler((error, request, reply) => {
      const { code, detail, retryAfterSeconds } = mapError(error);
      if (code === 'internal' || protocol.refuse === undefined) throw error;
      return refuse(reply, problemOf(code, { ...(detail === undefined ? {} : { detail }), requestId: request.id }), retryAfterSeconds);
    });
    const take = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      let asked: ClientRequest | undefined;
      const { admitted, submitted } = await receive(parts, request, request.writeKey, (body) => {
        const [, query = ''] = request.url.split('?', 2);
        asked = { path: request.routeOptions.url ?? '', query, body };
        return protocol.read(asked, parts.privacy);
      });
      return send(reply, protocol.answer(admitted, submitted, asked!, parts.clock.now()));
    };
    for (const path of protocol.posts) scope.post(path, take);
    for (const path of protocol.gets ?? []) scope.get(path, take);
  });
}

function send(reply: FastifyReply, { status, type, body }: ClientAnswer): FastifyReply {
  return reply.code(status).header('content-type', type).send(body);
}
