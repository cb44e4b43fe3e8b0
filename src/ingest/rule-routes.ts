import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AdminKey } from '#config';
import { CrosscurrentError } from '#kernel';
import { askAdminKey } from './ask-admin-key.ts';
import { problemOf, sendProblem } from './problem.ts';
import type { RuleDesk } from './rule-desk.ts';

/** What the routes of rules stand on. */
export interface RuleRouteParts {
  readonly adminKeys: readonly AdminKey[];
  readonly rules: RuleDesk;
}

const NAME = /^[a-z0-9][a-z0-9-]{0,99}$/;
const LONGEST_KEY = 4_096;

/** Registers `GET /v1/rules`, `GET /v1/rules/{name}` and `GET /v1/rules/{name}/explain`. All only read, and ask for an admin key, because keys of groups may name people by pseudonym. */
export async function registerRuleRoutes(app: FastifyInstance, { adminKeys, rules }: RuleRouteParts): Promise<void> {
  if (!app.hasRequestDecorator('adminKey')) app.decorateRequest('adminKey', undefined);
  await app.register(async (scope) => {
    scope.addHook('onRequest', askAdminKey(adminKeys));
    scope.get('/v1/rules', async (_request, reply) => json(reply, await rules.all()));
    scope.get('/v1/rules/:name', async (request, reply) => answer(request, reply, await rules.one(nameOf(request))));
    scope.get('/v1/rules/:name/explain', async (request, reply) => {
      const { key, last } = request.query as { key?: string | string[]; last?: string };
      const most = last === undefined ? 5 : Number(last);
      if (!Number.isInteger(most) || most < 0 || most > 100) throw new CrosscurrentError('bad-request', 'last is a number from 0 to 100.');
      if (key !== undefined && (typeof key !== 'string' || key.length > LONGEST_KEY))
        throw new CrosscurrentError('bad-request', 'key is the key of one group, e.g. topic=kawa.');
      const name = nameOf(request);
      return answer(request, reply, await (key === undefined ? rules.decisions(name, most) : rules.explain(name, key, most)));
    });
  });
}

function nameOf(request: FastifyRequest): string {
  const { name } = request.params as { name: string };
  if (!NAME.test(name)) throw new CrosscurrentError('bad-request', 'A rule is named by small letters, digits and dashes.');
  return name;
}

function answer(request: FastifyRequest, reply: FastifyReply, found: object | undefined): FastifyReply {
  if (found !== undefined) return json(reply, found);
  return sendProblem(reply, problemOf('not-found', { detail: 'There is no rule of this name in force.', requestId: request.id }));
}

function json(reply: FastifyReply, body: object): FastifyReply {
  return reply.header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(body));
}
