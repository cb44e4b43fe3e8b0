import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Privacy } from '#privacy';
import type { AdmissionGate } from '#stream';
import type { Admission, Admitted } from './admission.ts';
import { askWriteKey } from './ask-write-key.ts';
import { problemOf, sendProblem } from './problem.ts';
import { mediaTypeOf } from './media-type-of.ts';
import { readEvents } from './read-events.ts';
import { readSegment } from './read-segment.ts';
import { receive, type Received } from './receive.ts';
import type { Submitted } from './submitted.ts';
import { segmentCalls } from './segment-event.ts';
import { takeBytes } from './take-bytes.ts';
import type { WriteKeyRing } from './write-key-ring.ts';

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
    scope.addHook('onRequest', askWriteKey(parts, { required: true }));
    scope.post('/v1/events', (request, reply) => {
      const media = mediaTypeOf(request.headers['content-type']);
      return answer(parts, request, reply, (body) => readEvents(media, request.headers, body), answerEvents);
    });
  });
  await app.register(async (scope) => {
    takeBytes(scope, SEGMENT_TYPES);
    scope.addHook('onRequest', askWriteKey(parts, { required: false }));
    for (const call of segmentCalls) scope.post(`/v1/${call}`, (request, reply) => answerSegment(parts, request, reply, call));
    // The client of browsers writes the first letter of each call.
    for (const call of segmentCalls) scope.post(`/v1/${call[0]}`, (request, reply) => answerSegment(parts, request, reply, call));
    for (const path of ['/v1/batch', '/v1/b']) scope.post(path, (request, reply) => answerSegment(parts, request, reply, undefined));
  });
}

type Answer = (reply: FastifyReply, admitted: Admitted, submitted: Submitted, requestId: string) => FastifyReply;

async function answer(
  parts: EventRouteParts,
  request: FastifyRequest,
  reply: FastifyReply,
  read: (body: Buffer) => Received,
  write: Answer,
): Promise<FastifyReply> {
  const { admitted, submitted } = await receive(parts, request, request.writeKey, read);
  return write(reply, admitted, submitted, request.id);
}

function answerSegment(
  parts: EventRouteParts,
  request: FastifyRequest,
  reply: FastifyReply,
  call: string | undefined,
): Promise<FastifyReply> {
  return answer(parts, request, reply, (body) => readSegment(call, body, parts.privacy), answerSegmentWith);
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
