import type { FastifyReply, onRequestHookHandler } from 'fastify';
import type { WriteKey } from '#config';
import type { AdmissionGate } from '#stream';
import { problemOf, sendProblem, type Problem } from './problem.ts';
import type { WriteKeyRing } from './write-key-ring.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The write key the headers of an admission request showed. */
    writeKey: WriteKey | undefined;
  }
}

/** How a route asks: whether the key must stand in the headers, whether its clients throw events away at a 429, and how it says no where not by a problem. */
export interface AskWriteKey {
  readonly required: boolean;
  readonly dropsAt429?: boolean;
  readonly refuse?: (reply: FastifyReply, problem: Problem, retryAfterSeconds?: number) => FastifyReply;
}

/** A hook that asks, before a body is read, for the write key and whether events can be taken at all. */
export function askWriteKey(
  { ring, gate }: { readonly ring: WriteKeyRing; readonly gate: AdmissionGate },
  { required, dropsAt429 = false, refuse = sendProblem }: AskWriteKey,
): onRequestHookHandler {
  return (request, reply, done) => {
    const { key, shown } = ring.fromHeaders(request.headers);
    if (key === undefined && (shown || required)) {
      refuse(reply, problemOf('unauthorized', { requestId: request.id }));
      return;
    }
    request.writeKey = key;
    const state = gate.check();
    if (state.open) {
      done();
      return;
    }
    const code = dropsAt429 && state.code === 'rate-limited' ? 'overloaded' : state.code;
    refuse(reply, problemOf(code, { requestId: request.id }), state.retryAfterSeconds);
  };
}
