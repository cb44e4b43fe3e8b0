import type { Admitted } from '../admission.ts';
import type { Privacy } from '#privacy';
import type { Problem } from '../problem.ts';
import type { Submitted } from '../submitted.ts';

/** What a client sent, as far as a protocol looks at it: the body's bytes after inflation, and the query as it stands in the address. */
export interface ClientRequest {
  readonly path: string;
  readonly query: string;
  readonly body: Buffer;
}

/** What a protocol read: the events, and the write key where the body shows one. */
export type ClientSubmission = Submitted & { readonly writeKey?: string | undefined };

/** An answer in the client's own form. */
export interface ClientAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Buffer;
}

/**
 * The protocol of a public client library: its addresses, how its events are read, and the answer it needs to hear. Events are put into the form of the Segment spec first, so that there is one mapping to
 * event types. A client that is told 4xx throws its events away, so back-pressure is never one (but 429, where the client takes it for a pause).
 */
export interface ClientProtocol {
  readonly name: string;
  readonly summary: string;
  /** Addresses that take `POST`; and those that take `GET` with the event in the query. */
  readonly posts: readonly string[];
  readonly gets?: readonly string[];
  /** The client throws events away when it hears 429, so it hears 503 instead. */
  readonly dropsAt429?: boolean;
  /** Throws a `CrosscurrentError` when the request as a whole cannot be read. */
  read(request: ClientRequest, privacy: Privacy): ClientSubmission;
  /** The answer when everything that was accepted is durable. */
  answer(admitted: Admitted, submitted: Submitted, request: ClientRequest, now: number): ClientAnswer;
  /** The answer to a request that was not taken, where the client does not understand a problem. */
  refuse?(problem: Problem): ClientAnswer;
}
