import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AdminKey } from '#config';
import { CrosscurrentError, type Clock, type JsonObject } from '#kernel';
import type { EventSink } from '#stream';
import { answerRun, runView, type RunBook } from '#workflow';
import { askAdminKey } from './ask-admin-key.ts';
import { parseJson } from './parse-json.ts';
import { problemOf, sendProblem } from './problem.ts';

/** What the routes of workflow runs stand on. */
export interface WorkflowRouteParts {
  readonly adminKeys: readonly AdminKey[];
  readonly runs: RunBook;
  readonly sink: EventSink;
  readonly clock: Clock;
}

const RUN = /^[A-Za-z0-9_-]{1,64}$/;
const LARGEST_BODY = 16_384;

/**
 * Registers `GET /v1/workflows`, `GET /v1/workflows/{run}` and `POST /v1/workflows/{run}/approval`. All ask for an admin key as a bearer token; without one in the configuration
 * nobody gets in. An answer of a person is accepted when it is durable; the run moves when its lane hears it.
 */
export async function registerWorkflowRoutes(app: FastifyInstance, { adminKeys, runs, sink, clock }: WorkflowRouteParts): Promise<void> {
  const ask = askAdminKey(adminKeys);
  if (!app.hasRequestDecorator('adminKey')) app.decorateRequest('adminKey', undefined);
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit: LARGEST_BODY }, (_request, body, done) =>
      done(null, body),
    );
    scope.addHook('onRequest', ask);

    scope.get('/v1/workflows', async (request, reply) => {
      const { limit, asks } = request.query as { limit?: string; asks?: string };
      const most = limit === undefined ? 100 : Number(limit);
      if (!Number.isInteger(most) || most < 1 || most > 1_000)
        throw new CrosscurrentError('bad-request', 'limit is a number from 1 to 1000.');
      return json(reply, 200, { runs: (await runs.waiting(most, asks === 'yes')).map(runView) });
    });

    scope.get('/v1/workflows/:run', async (request, reply) => {
      const run = await runs.find(idOf(request));
      if (run === undefined) return sendProblem(reply, problemOf('not-found', { detail: NO_RUN, requestId: request.id }));
      return json(reply, 200, runView(run));
    });

    scope.post('/v1/workflows/:run/approval', async (request, reply) => {
      const id = idOf(request);
      const answer = readAnswer(request.body, request.adminKey!);
      const run = await runs.find(id);
      if (run === undefined) return sendProblem(reply, problemOf('not-found', { detail: NO_RUN, requestId: request.id }));
      const event = answerRun(run, answer, clock.now());
      await sink.append([event]);
      return json(reply, 202, { run: id, step: event.data['step']!, decision: answer.decision, id: event.id });
    });
  });
}

const NO_RUN = 'There is no such run: it may be over and forgotten.';

function idOf(request: FastifyRequest): string {
  const { run } = request.params as { run: string };
  if (!RUN.test(run)) throw new CrosscurrentError('bad-request', 'A run is named by letters, digits, - and _.');
  return run;
}

function readAnswer(body: unknown, key: AdminKey): Parameters<typeof answerRun>[1] {
  const { value } = parseJson(Buffer.isBuffer(body) ? body : Buffer.alloc(0));
  const wrong = (pointer: string, reason: string): CrosscurrentError => new CrosscurrentError('validation-failed', reason, { pointer });
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong('', 'The body is { "decision": "yes" or "no", "by", "comment", "step" }.');
  const { decision, by = key.name, comment = '', step } = value;
  if (decision !== 'yes' && decision !== 'no') throw wrong('/decision', 'decision is "yes" or "no".');
  const text = (pointer: string, one: unknown, most: number): string => {
    if (typeof one !== 'string' || one.length > most) throw wrong(pointer, `It is a text of at most ${most} characters.`);
    return one;
  };
  return {
    decision,
    by: text('/by', by, 100),
    comment: text('/comment', comment, 500),
    ...(step === undefined ? {} : { step: text('/step', step, 200) }),
    via: `http, key ${key.name}`,
  };
}

function json(reply: FastifyReply, status: number, body: JsonObject | object): FastifyReply {
  return reply.code(status).header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(body));
}
