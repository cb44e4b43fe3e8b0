import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import type { WriteKey } from '#config';
import { CrosscurrentError } from '#kernel';
import type { Privacy } from '#privacy';
import type { AdmissionGate } from '#stream';
import type { Admission, Admitted } from './admission.ts';
import { problemOf, sendProblem } from './problem.ts';
import { mediaTypeOf } from './media-type-of.ts';
import { readBody } from './read-body.ts';
import { readEvents } from './read-events.ts';
import { readSegment } from './read-segment.ts';
import type { Submitted } from './submitted.ts';
import { segmentCalls } from './segment-event.ts';
import type { WriteKeyRing } from './write-key-ring.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The write key the headers of an admission request showed. */
    writeKey: WriteKey | undefined;
  }
}

const EVENT_TYPES = [
  'application/json',
  'application/cloudevents+json',
  'application/cloudevents-batch+json',
  'application/x-ndjson',
  'application/ndjson',
];
// The SDKs of browsers send text/plain to avoid a preflight, and one of the servers' sends JSON as a form.
const SEGMENT_TYPES = ['application/json', 'text/plain', 'application/x-www-form-urlencoded'];

/** What the routes of admission stand on. */
export interface EventRouteParts {
  readonly ring: WriteKeyRing;
  readonly gate: AdmissionGate;
  readonly admission: Admission;
  readonly privacy: Privacy;
  readonly bodyLimit: number;
}

/** Registers `POST /v1/events` and the routes of the Segment spec, each group with parsers of its own: the bytes reach our parser untouched, and any other media type is a 415. */
export async function registerEventRoutes(app: FastifyInstance, parts: EventRouteParts): Promise<void> {
  app.decorateRequest('writeKey', undefined);
  await app.register(async (scope) => {
    takeBytes(scope, EVENT_TYPES);
    scope.addHook('onRequest', guard(parts, true));
    scope.post('/v1/events', (request, reply) =>
      answer(parts, request, reply, request.writeKey, (body, media) => readEvents(media, request.headers, body), answerEvents),
    );
  });
  await app.register(async (scope) => {
    takeBytes(scope, SEGMENT_TYPES);
    scope.addHook('onRequest', guard(parts, false));
    for (const call of segmentCalls) scope.post(`/v1/${call}`, (request, reply) => answerSegment(parts, request, reply, call));
    for (const path of ['/v1/batch', '/v1/b']) scope.post(path, (request, reply) => answerSegment(parts, request, reply, undefined));
  });
}

function takeBytes(scope: FastifyInstance, types: string[]): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(types, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

/** Before the body is read: the write key, where it must stand in the headers, and whether events can be taken at all. */
function guard(parts: EventRouteParts, keyRequired: boolean): onRequestHookHandler {
  return (request, reply, done) => {
    const { key, shown } = parts.ring.fromHeaders(request.headers);
    if (key === undefined && (shown || keyRequired)) {
      sendProblem(reply, problemOf('unauthorized', { requestId: request.id }));
      return;
    }
    request.writeKey = key;
    const state = parts.gate.check();
    if (state.open) done();
    else sendProblem(reply, problemOf(state.code, { requestId: request.id }), state.retryAfterSeconds);
  };
}

type Answer = (reply: FastifyReply, admitted: Admitted, submitted: Submitted, requestId: string) => FastifyReply;

async function answer(
  parts: EventRouteParts,
  request: FastifyRequest,
  reply: FastifyReply,
  key: WriteKey | undefined,
  read: (body: Buffer, media: string) => Submitted & { readonly writeKey?: string | undefined },
  write: Answer,
): Promise<FastifyReply> {
  const route = request.routeOptions.url ?? 'unknown';
  const media = mediaTypeOf(request.headers['content-type']);
  const body = await readBody(request, parts.bodyLimit);
  let submitted: Submitted & { readonly writeKey?: string | undefined };
  try {
    submitted = read(body, media);
  } catch (error) {
    // A body of an unknown sender is not kept: only who has a key may fill the refusals.
    if (error instanceof CrosscurrentError && key !== undefined) await parts.admission.refuseBody(error, body, key, route);
    throw error;
  }
  const booked = key ?? (submitted.writeKey === undefined ? undefined : parts.ring.find(submitted.writeKey));
  if (booked === undefined) return sendProblem(reply, problemOf('unauthorized', { requestId: request.id }));
  const admitted = await parts.admission.admit(submitted.submissions, booked, route);
  return write(reply, admitted, submitted, request.id);
}

function answerSegment(
  parts: EventRouteParts,
  request: FastifyRequest,
  reply: FastifyReply,
  call: string | undefined,
): Promise<FastifyReply> {
  return answer(parts, request, reply, request.writeKey, (body) => readSegment(call, body, parts.privacy), answerSegmentWith);
}

const answerEvents: Answer = (reply, { accepted, refused, verdicts }, { single }, requestId) => {
  if (accepted === 0 && refused > 0) return sendProblem(reply, refusedProblem(verdicts, single, requestId));
  const first = verdicts[0];
  if (single && first?.id !== undefined) return json(reply, 202, { accepted, refused, id: first.id });
  return json(reply, 202, refused === 0 ? { accepted, refused } : { accepted, refused, items: verdicts });
};

/** The clients of the spec drop a whole batch on any 4xx, so bad messages of a batch are told in a 200; a single call gets its 422. */
const answerSegmentWith: Answer = (reply, { accepted, refused, verdicts }, { single }, requestId) => {
  if (single && refused > 0) return sendProblem(reply, refusedProblem(verdicts, single, requestId));
  return json(reply, 200, refused === 0 ? { success: true, accepted, refused } : { success: true, accepted, refused, items: verdicts });
};

function refusedProblem(verdicts: Admitted['verdicts'], single: boolean, requestId: string) {
  const first = verdicts[0];
  // One event is answered with its own code (unsafe-integer, …), a list whose codes may differ with the general one.
  const code = single && first?.code !== undefined ? first.code : 'validation-failed';
  const detail = single && first?.reason !== undefined ? first.reason : 'Every event of the request was refused.';
  return problemOf(code, { detail, requestId, errors: verdicts });
}

function json(reply: FastifyReply, status: number, body: object): FastifyReply {
  return reply.code(status).header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(body));
}
