import { CrosscurrentError, type Json, type JsonObject } from '#kernel';
import type { Submission } from '../admission.ts';
import type { Candidate } from '../candidate.ts';
import { boundEvents, submission } from '../submitted.ts';
import type { Sent } from './sent.ts';

/** What one object of a request becomes: an event, several, or none. */
export type Mapped = Candidate | readonly Candidate[] | undefined;

/** The submissions of a list of objects. What is wrong with one (not an object, or what `map` throws) is the submission of that one alone. */
export function takeEach(list: readonly Json[], sent: Sent, map: (one: JsonObject, index: number) => Mapped): Submission[] {
  boundEvents(list.length);
  return list.flatMap((one, index): Submission[] => {
    try {
      if (typeof one !== 'object' || one === null || Array.isArray(one))
        throw new CrosscurrentError('invalid-item', 'An event of this platform is a JSON object.', { pointer: '' });
      const mapped = map(one, index);
      const all: readonly Candidate[] =
        mapped === undefined ? [] : Array.isArray(mapped) ? (mapped as readonly Candidate[]) : [mapped as Candidate];
      return all.map((candidate) => submission(one, sent.suspect, candidate));
    } catch (error) {
      if (error instanceof CrosscurrentError) return [{ candidate: error, original: one }];
      throw error;
    }
  });
}
