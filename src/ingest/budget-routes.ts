import type { FastifyInstance, FastifyReply } from 'fastify';
import type { PlanDesk } from '#budget';
import type { AdminKey } from '#config';
import { CrosscurrentError, type Clock } from '#kernel';
import { askAdminKey } from './ask-admin-key.ts';
import { parseJson } from './parse-json.ts';
import { problemOf, sendProblem } from './problem.ts';

/** What the routes of budgets stand on. */
export interface BudgetRouteParts {
  readonly adminKeys: readonly AdminKey[];
  readonly desk: PlanDesk;
  readonly clock: Clock;
}

const LARGEST_BODY = 16_384;
const NAME = /^[0-9T-]{10,20}$/;

/** Registers `GET /v1/budgets`, `GET /v1/budgets/{plan}` and `POST /v1/budgets/{plan}/approval`; all ask for an admin key. */
export async function registerBudgetRoutes(app: FastifyInstance, { adminKeys, desk, clock }: BudgetRouteParts): Promise<void> {
  if (!app.hasRequestDecorator('adminKey')) app.decorateRequest('adminKey', undefined);
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit: LARGEST_BODY }, (_request, body, done) =>
      done(null, body),
    );
    scope.addHook('onRequest', askAdminKey(adminKeys));

    scope.get('/v1/budgets', async (_request, reply) => {
      const [plans, pace] = await Promise.all([desk.plans(), desk.pace()]);
      return json(reply, { ...(pace === undefined ? {} : { pace }), plans });
    });

    scope.get('/v1/budgets/:plan', async (request, reply) => {
      const plan = await desk.find(planOf(request.params));
      if (plan !== undefined) return json(reply, plan);
      return sendProblem(reply, problemOf('not-found', { detail: 'There is no such plan: it may be forgotten.', requestId: request.id }));
    });

    scope.post('/v1/budgets/:plan/approval', async (request, reply) => {
      const id = planOf(request.params);
      const { decision, by, comment } = readAnswer(request.body, request.adminKey!.name);
      if (await desk.answer(id, { decision, by, comment, at: clock.now() })) return json(reply, { plan: id, decision, by });
      return sendProblem(reply, problemOf('not-waiting', { detail: 'No plan of this name waits for an answer.', requestId: request.id }));
    });
  });
}

function planOf(params: unknown): string {
  const { plan } = params as { plan: string };
  if (!NAME.test(plan)) throw new CrosscurrentError('bad-request', 'A plan is named by its period, e.g. 2026-03-01T0000.');
  return plan;
}

function readAnswer(body: unknown, keyName: string): { decision: 'yes' | 'no'; by: string; comment: string } {
  const { value } = parseJson(Buffer.isBuffer(body) ? body : Buffer.alloc(0));
  const wrong = (pointer: string, reason: string): CrosscurrentError => new CrosscurrentError('validation-failed', reason, { pointer });
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong('', 'The body is { "decision": "yes" or "no", "by", "comment" }.');
  const { decision, by = keyName, comment = '' } = value;
  if (decision !== 'yes' && decision !== 'no') throw wrong('/decision', 'decision is "yes" or "no".');
  if (typeof by !== 'string' || by === '' || by.length > 100) throw wrong('/by', 'It is a text of at most 100 characters.');
  if (typeof comment !== 'string' || comment.length > 500) throw wrong('/comment', 'It is a text of at most 500 characters.');
  return { decision, by, comment };
}

function json(reply: FastifyReply, body: object): FastifyReply {
  return reply.header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(body));
}
