import type { Json } from '#kernel';
import type { Candidate } from '../candidate.ts';
import { platformEvent, type PlatformEvent } from './platform-event.ts';

/**
 * The one form in which an earlier event is taken back: an `event.retracted` whose `data.retracts` is the id of that event under the same source. An edit is told in the same way, with what holds instead in
 * `data.corrected`, and not as a new event: nobody has written a second comment. Its own id tells what was done, so that the same deletion twice is a duplicate and a deletion after an edit is not.
 */
export function retraction(said: {
  readonly of: string;
  readonly type: string;
  readonly why: 'edited' | 'deleted' | 'hidden' | 'unsent' | 'undone' | 'refunded' | 'cancelled';
  /** What tells this one from others of the same kind: a time, or a digest of the new text. */
  readonly mark?: string | undefined;
  readonly time?: Json | undefined;
  readonly corrected?: { readonly [name: string]: Json | undefined } | undefined;
  readonly data?: PlatformEvent['data'];
  readonly identifiers?: PlatformEvent['identifiers'];
}): Candidate {
  const corrected = Object.fromEntries(
    Object.entries(said.corrected ?? {}).filter((pair): pair is [string, Json] => pair[1] !== undefined),
  );
  return platformEvent({
    id: said.mark === undefined ? `${said.of}:${said.why}` : `${said.of}:${said.why}:${said.mark}`,
    type: 'event.retracted',
    time: said.time,
    data: { retracts: said.of, of: said.type, why: said.why, ...said.data, ...(said.corrected === undefined ? {} : { corrected }) },
    ...(said.identifiers === undefined ? {} : { identifiers: said.identifiers }),
  });
}
