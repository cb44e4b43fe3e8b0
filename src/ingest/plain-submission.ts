import type { Json } from '#kernel';
import type { Submission } from './admission.ts';
import { plainEvent } from './plain-event.ts';

/** A plain event that the engine itself submits, as if a sender had. */
export function plainSubmission(event: Json): Submission {
  return { candidate: plainEvent(event, false), original: event };
}
