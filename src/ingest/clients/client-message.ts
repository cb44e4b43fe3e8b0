import { CrosscurrentError, type Json, type JsonObject } from '#kernel';
import type { Privacy } from '#privacy';
import type { Candidate } from '../candidate.ts';
import { segmentEvent } from '../segment-event.ts';

/** A client's event in the words of the Segment spec; `at` is where its properties stand in the client's own writing. */
export interface ClientMessage {
  readonly kind: 'track' | 'page' | 'identify' | 'alias' | 'group';
  readonly at: string;
  readonly message: JsonObject;
}

/** The candidate in a client's message. What the Segment spec finds wrong with a field is told without a place: the field has another name there. */
export function clientCandidate(
  { kind, at, message }: ClientMessage,
  privacy: Privacy,
  sentAt: Json | undefined,
): Candidate | CrosscurrentError {
  const candidate = segmentEvent(message, kind, privacy, sentAt);
  if (candidate instanceof CrosscurrentError) return new CrosscurrentError(candidate.code, candidate.message, { pointer: '' });
  return { ...candidate, at };
}
