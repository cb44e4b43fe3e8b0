import type { FastifyReply } from 'fastify';
import { errorCodes, type ErrorCode } from '#kernel';
import type { Verdict } from './admission.ts';

/** The body of an error answer after RFC 9457, with the project's own `code`, the request's id and the pointers to blame. It never holds a value the sender sent. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail?: string;
  readonly requestId?: string;
  readonly errors?: readonly Verdict[] | readonly { readonly pointer: string; readonly code: ErrorCode; readonly reason: string }[];
}

/** The problem of a code; its status and title come from the table of codes. */
export function problemOf(code: ErrorCode, more: Pick<Problem, 'detail' | 'requestId' | 'errors'> = {}): Problem {
  const { status, title } = errorCodes[code];
  return { type: `urn:crosscurrent:error:${code}`, title, status, code, ...more };
}

/** Answers with a problem. Codes that another try may cure carry Retry-After, one second unless told otherwise. */
export function sendProblem(reply: FastifyReply, problem: Problem, retryAfterSeconds?: number): FastifyReply {
  if (problem.status === 401) void reply.header('www-authenticate', 'Basic realm="write key"');
  if (problem.status === 429 || problem.status === 503)
    void reply.header('retry-after', String(Math.max(1, Math.ceil(retryAfterSeconds ?? 1))));
  // Bytes, because Fastify would add a charset to a text, and the media type of problems has no parameter.
  return reply
    .code(problem.status)
    .header('content-type', 'application/problem+json')
    .send(Buffer.from(JSON.stringify(problem)));
}
