import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Source } from '#config';
import { CrosscurrentError, type Clock, type Json } from '#kernel';
import type { AdmissionGate } from '#stream';
import type { Observe } from '#telemetry';
import type { Admission } from '../admission.ts';
import { problemOf, sendProblem } from '../problem.ts';
import { readBody } from '../read-body.ts';
import { createSignatureLimit, type SignatureLimit } from '../signature-limit.ts';
import { takeBytes } from '../take-bytes.ts';
import { createVerifier, type Verifier } from './create-verifier.ts';
import { compileMapping } from './own-events.ts';
import { Deadlines } from './deadlines.ts';
import { parseSent } from './parse-sent.ts';
import type { Platform, PlatformAnswer } from './platform.ts';
import { platforms } from './platforms.ts';
import { schemeOf } from './scheme-of.ts';
import type { SourceRequest } from './source-request.ts';
import { Surprises } from './surprises.ts';

/** What the routes of platforms stand on. */
export interface WebhookRouteParts {
  readonly sources: readonly Source[];
  readonly gate: AdmissionGate;
  readonly admission: Admission;
  readonly clock: Clock;
  readonly observe: Observe;
  readonly bodyLimit: number;
}

interface Listener {
  readonly source: Source;
  readonly platform: Platform;
  readonly verify: Verifier;
  readonly limit: SignatureLimit;
}

/** The share of a platform's patience that may pass before the answer leaves; the rest is for the way. */
const SHARE = 0.8;
const NOTHING: PlatformAnswer = { status: 200, type: 'text/plain; charset=utf-8', body: '' };

/**
 * Registers `GET|POST /webhooks/:source`. A request is verified over its bytes before anything of it is read; then it goes the way of every event. Who is verified hears 200 once what fits is durable and what does not is
 * kept as a refusal, because a platform repeats the whole request after anything else, and ends the subscription after some words (403, 406, 410). Wrong signatures hear 401, and 429 when an address sends many of
 * them; back-pressure and a store that is too slow for the platform's patience 503 with Retry-After.
 */
export async function registerWebhookRoutes(app: FastifyInstance, parts: WebhookRouteParts): Promise<void> {
  const { sources, gate, admission, clock, observe } = parts;
  const deadlines = new Deadlines(clock);
  const listeners = new Map(
    sources.map((source): [string, Listener] => {
      if (source.mapping !== undefined) compileMapping(source.mapping, source.name);
      return [
        source.name,
        {
          source,
          platform: platforms[source.type],
          verify: createVerifier(schemeOf(source), source.secrets, source.name),
          limit: createSignatureLimit(clock),
        },
      ];
    }),
  );

  const turnAway = (source: Source, request: FastifyRequest, reply: FastifyReply, seconds: number): FastifyReply => {
    observe({ kind: 'webhook.heard', source: source.name, outcome: 'turned-away' });
    const detail = 'Too many requests from this address were not signed by the secret of this source.';
    return sendProblem(reply, problemOf('rate-limited', { detail, requestId: request.id }), seconds);
  };

  const hear = async (
    { source, platform, verify, limit }: Listener,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply> => {
    const heard = (outcome: 'taken' | 'handshake' | 'unsigned' | 'unreadable' | 'held-back' | 'late' | 'failed'): void =>
      observe({ kind: 'webhook.heard', source: source.name, outcome });
    const refuse = (): FastifyReply => {
      const seconds = limit.signedBadly(request.ip);
      if (seconds !== undefined) return turnAway(source, request, reply, seconds);
      heard('unsigned');
      const detail = 'The signature is missing, wrong, or too old.';
      return sendProblem(reply, problemOf('signature-invalid', { detail, requestId: request.id }));
    };
    const asked = sourceRequest(request, source, await readBody(request, parts.bodyLimit));
    const greeting = platform.handshake?.answer(asked, source);
    if (greeting === 'refused') return refuse();
    if (greeting !== undefined) {
      heard('handshake');
      return answer(reply, greeting);
    }
    if (
      !platform.methods.includes(asked.method as 'GET') ||
      (asked.method === 'GET' && platform.sends !== 'query' && platform.sends !== 'either')
    ) {
      void reply.header('allow', platform.methods.join(', '));
      return sendProblem(reply, problemOf('method-not-allowed', { requestId: request.id }));
    }
    const state = gate.check();
    if (!state.open) {
      heard('held-back');
      const code = state.code === 'rate-limited' ? 'overloaded' : state.code;
      return sendProblem(reply, problemOf(code, { requestId: request.id }), state.retryAfterSeconds);
    }
    let parsed: ReturnType<typeof parseSent> | undefined;
    const parse = (): ReturnType<typeof parseSent> => (parsed ??= parseSent(platform.sends, asked));
    if (!isSigned(verify, asked, () => parse().value, clock.now())) return refuse();
    limit.signedWell(request.ip);

    const booked = { key: '', source: source.name };
    const route = request.routeOptions.url ?? 'unknown';
    const surprises = new Surprises();
    const take = async (): Promise<'taken' | 'unreadable'> => {
      try {
        const sent = { ...parse(), request: asked, source, surprises };
        const submissions = platform.read(sent);
        if (submissions.length > 0) await admission.admit(submissions, booked, route, 'invalid-item');
        return 'taken';
      } catch (error) {
        if (!(error instanceof CrosscurrentError) || error.code in PASSING) throw error;
        await admission.refuseBody(error, asked.body, booked, route);
        return 'unreadable';
      }
    };
    try {
      heard(await deadlines.within(take(), platform.deadline * SHARE));
    } catch (error) {
      heard(error instanceof CrosscurrentError && error.code === 'not-durable' ? 'late' : 'failed');
      throw error;
    } finally {
      for (const { what, count, first } of surprises.all) observe({ kind: 'webhook.surprised', source: source.name, what, count, first });
    }
    return answer(reply, platform.answer ?? NOTHING);
  };

  await app.register(async (scope) => {
    takeBytes(scope, '*');
    scope.addHook<{ Params: { source: string } }>('onRequest', (request, reply, done) => {
      const listener = listeners.get(request.params.source);
      const seconds = listener?.limit.turnsAway(request.ip);
      if (seconds === undefined) done();
      else turnAway(listener!.source, request, reply, seconds);
    });
    const take = async (request: FastifyRequest<{ Params: { source: string } }>, reply: FastifyReply): Promise<FastifyReply> => {
      const listener = listeners.get(request.params.source);
      return listener === undefined
        ? sendProblem(reply, problemOf('not-found', { requestId: request.id }))
        : hear(listener, request, reply);
    };
    scope.get('/webhooks/:source', take);
    scope.post('/webhooks/:source', take);
  });
}

/** Codes that another try may cure. */
const PASSING = { 'store-unavailable': 1, 'store-full': 1, 'not-durable': 1, overloaded: 1, draining: 1, internal: 1 } as const;

function isSigned(verify: Verifier, asked: SourceRequest, body: () => Json, now: number): boolean {
  try {
    return verify(asked, body, now);
  } catch (error) {
    // A signature that stands in the body cannot be found in one that is no JSON: then nobody signed it.
    if (error instanceof CrosscurrentError) return false;
    throw error;
  }
}

function sourceRequest(request: FastifyRequest, source: Source, body: Buffer): SourceRequest {
  const [, search] = /^[^?]*(\?.*)?$/s.exec(request.url)!;
  const forwarded = request.headers['x-forwarded-proto'];
  const scheme = (typeof forwarded === 'string' ? forwarded.split(',', 1)[0]!.trim() : undefined) ?? request.protocol;
  const address =
    source.url === undefined
      ? `${scheme}://${request.headers.host ?? ''}${request.url}`
      : `${source.url}${source.url.includes('?') ? '' : (search ?? '')}`;
  return { method: request.method, url: address, query: new URLSearchParams(search ?? ''), headers: request.headers, body };
}

function answer(reply: FastifyReply, { status, type, body }: PlatformAnswer): FastifyReply {
  return reply.code(status).header('content-type', type).send(body);
}
