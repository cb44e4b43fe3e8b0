import type { Json } from '#kernel';
import type { Candidate } from '../candidate.ts';
import { platformEvent, type PlatformEvent } from './platform-event.ts';

/** That a person agrees to purposes, or withdraws from them; nothing when there are none. */
export function consentSaid(said: {
  readonly id: string;
  readonly granted: boolean;
  readonly purposes: readonly string[];
  readonly time?: Json | undefined;
  readonly platform: string;
  readonly identifiers: NonNullable<PlatformEvent['identifiers']>;
}): readonly Candidate[] {
  const { id, granted, purposes, time, platform, identifiers } = said;
  if (purposes.length === 0) return [];
  return [
    platformEvent({
      id: `${id}:consent`,
      type: granted ? 'consent.granted' : 'consent.withdrawn',
      time,
      data: { purposes: [...purposes], platform },
      identifiers,
    }),
  ];
}
