import type { FastifyRequest } from 'fastify';
import type { WriteKey } from '#config';
import { CrosscurrentError } from '#kernel';
import type { Admission, Admitted } from './admission.ts';
import { readBody } from './read-body.ts';
import type { Submitted } from './submitted.ts';
import type { WriteKeyRing } from './write-key-ring.ts';

/** What a reader makes of a body: the events, and the write key where the body shows one. */
export type Received = Submitted & { readonly writeKey?: string | undefined };

/**
 * Takes a request in: inflates its body, reads it, finds its key, and admits what it submitted. Answers when everything accepted is durable. Throws `unauthorized` when neither headers nor body show a known key, and what
 * reader and admission throw. A body that cannot be read is kept as a refusal when the headers showed a key: of an unknown sender nothing is kept, only who has a key may fill the refusals.
 */
export async function receive(
  parts: { readonly ring: WriteKeyRing; readonly admission: Admission; readonly bodyLimit: number },
  request: FastifyRequest,
  key: WriteKey | undefined,
  read: (body: Buffer) => Received,
): Promise<{ readonly admitted: Admitted; readonly submitted: Submitted }> {
  const route = request.routeOptions.url ?? 'unknown';
  const sent = readBody(request, parts.bodyLimit);
  const body = Buffer.isBuffer(sent) ? sent : await sent;
  let submitted: Received;
  try {
    submitted = read(body);
  } catch (error) {
    if (error instanceof CrosscurrentError && key !== undefined) await parts.admission.refuseBody(error, body, key, route);
    throw error;
  }
  const booked = key ?? (submitted.writeKey === undefined ? undefined : parts.ring.find(submitted.writeKey));
  if (booked === undefined) throw new CrosscurrentError('unauthorized', 'The write key is missing or unknown.');
  return { admitted: await parts.admission.admit(submitted.submissions, booked, route), submitted };
}
