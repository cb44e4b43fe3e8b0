import { CrosscurrentError, type Json } from '#kernel';
import type { Submission } from './admission.ts';
import type { Candidate } from './candidate.ts';
import { findUnsafe } from './find-unsafe.ts';

/** What a request submitted. `single` says the sender sent one event and not a list of one. */
export interface Submitted {
  readonly submissions: readonly Submission[];
  readonly single: boolean;
}

/** Most events of one request. The body's limit comes first as a rule; this one bounds what many tiny events cost. */
export const MAX_EVENTS = 5_000;

/** A submission of parsed JSON; where the scan was suspicious, what cannot be kept exactly refuses it. */
export function submission(original: Json, suspect: boolean, candidate: Candidate | CrosscurrentError): Submission {
  return { candidate: (suspect ? findUnsafe(original) : undefined) ?? candidate, original };
}

/** Throws `too-large` when a request holds too many events. */
export function boundEvents(count: number): void {
  if (count > MAX_EVENTS) throw new CrosscurrentError('too-large', `A request may hold ${MAX_EVENTS} events at most.`);
}
