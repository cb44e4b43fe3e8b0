import type { Json } from '#kernel';
import type { Candidate } from '../candidate.ts';
import { hashedId } from './native-id.ts';
import { platformEvent } from './platform-event.ts';
import type { Sent } from './sent.ts';

/** What a platform said that this version has no event for: it is counted, and kept as `webhook.received` with the whole of it sealed, because nobody knows what stands in it. */
export function unmapped(sent: Sent, kind: string, said: Json, time?: Json): Candidate {
  sent.surprises.note('event', kind);
  return platformEvent({
    id: hashedId(kind, JSON.stringify(said)),
    type: 'webhook.received',
    time,
    data: { platform: sent.source.type, kind: kind.slice(0, 200), unmapped: said },
  });
}
