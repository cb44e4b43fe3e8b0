import type { FastifyInstance, FastifyReply } from 'fastify';
import type { AdminKey } from '#config';
import { CrosscurrentError, type Clock, type JsonObject } from '#kernel';
import { heldView, suppressedView, type GuardDesk } from '#outbox';
import { askAdminKey } from './ask-admin-key.ts';
import { parseJson } from './parse-json.ts';
import { problemOf, sendProblem } from './problem.ts';

/** What the routes of guards stand on. */
export interface GuardRouteParts {
  readonly adminKeys: readonly AdminKey[];
  readonly desk: GuardDesk;
  readonly clock: Clock;
}

const LARGEST_BODY = 16_384;

/** Registers `GET|POST /v1/approvals`, `GET|POST /v1/kill-switch` and `GET /v1/suppressed`; all ask for an admin key as a bearer token. */
export async function registerGuardRoutes(app: FastifyInstance, { adminKeys, desk, clock }: GuardRouteParts): Promise<void> {
  const ask = askAdminKey(adminKeys);
  if (!app.hasRequestDecorator('adminKey')) app.decorateRequest('adminKey', undefined);
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit: LARGEST_BODY }, (_request, body, done) =>
      done(null, body),
    );
    scope.addHook('onRequest', ask);

    scope.get('/v1/approvals', async (request, reply) =>
      json(reply, { approvals: (await desk.held(limitOf(request.query))).map(heldView) }),
    );

    scope.post('/v1/approvals', async (request, reply) => {
      const body = objectOf(request.body, '{ "id", "decision": "yes" or "no", "by", "comment" }');
      const id = textOf(body, 'id', 60);
      const { decision } = body;
      if (decision !== 'yes' && decision !== 'no') throw wrong('/decision', 'decision is "yes" or "no".');
      const by = body['by'] === undefined ? request.adminKey!.name : textOf(body, 'by', 100);
      const comment = body['comment'] === undefined ? '' : textOf(body, 'comment', 500);
      if (await desk.answer(id, { decision, by, comment, at: clock.now() })) return json(reply, { id, decision, by });
      return sendProblem(reply, problemOf('not-waiting', { detail: 'No action of this id is held.', requestId: request.id }));
    });

    scope.get('/v1/kill-switch', async (_request, reply) => json(reply, { switches: await desk.switches.list() }));

    scope.post('/v1/kill-switch', async (request, reply) => {
      const body = objectOf(request.body, '{ "state": "on" or "off", "connector", "why", "by" }');
      const { state } = body;
      if (state !== 'on' && state !== 'off') throw wrong('/state', 'state is "on" or "off".');
      const scope = body['connector'] === undefined ? '*' : textOf(body, 'connector', 64);
      const by = body['by'] === undefined ? request.adminKey!.name : textOf(body, 'by', 100);
      if (state === 'on') await desk.switches.turnOn({ scope, by, why: textOf(body, 'why', 500), at: clock.now() });
      else await desk.switches.turnOff(scope);
      return json(reply, { switches: await desk.switches.list() });
    });

    scope.get('/v1/suppressed', async (request, reply) =>
      json(reply, { suppressed: (await desk.suppressed(limitOf(request.query))).map(suppressedView) }),
    );
  });
}

function wrong(pointer: string, reason: string): CrosscurrentError {
  return new CrosscurrentError('validation-failed', reason, { pointer });
}

function limitOf(query: unknown): number {
  const { limit = '100' } = query as { limit?: string };
  const most = Number(limit);
  if (!/^\d{1,4}$/.test(limit) || most < 1 || most > 1_000) throw new CrosscurrentError('bad-request', 'limit is a number from 1 to 1000.');
  return most;
}

function objectOf(body: unknown, shape: string): JsonObject {
  const { value } = parseJson(Buffer.isBuffer(body) ? body : Buffer.alloc(0));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong('', `The body is ${shape}.`);
  return value;
}

function textOf(body: JsonObject, name: string, most: number): string {
  const value = body[name];
  if (typeof value !== 'string' || value.trim() === '' || value.length > most)
    throw wrong(`/${name}`, `It is a text of at most ${most} characters, and not empty.`);
  return value;
}

function json(reply: FastifyReply, body: object): FastifyReply {
  return reply.code(200).header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(body));
}
