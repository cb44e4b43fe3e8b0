import type { Json, JsonObject } from '#kernel';
import type { Identifiers } from '#privacy';
import type { Candidate } from '../candidate.ts';
import { present } from '../clients/present.ts';

/** What a mapping says of one event. `time` is RFC 3339 or epoch milliseconds. */
export interface PlatformEvent {
  readonly id: string;
  readonly type: string;
  readonly time?: Json | undefined;
  readonly subject?: string | undefined;
  /** Fields without a value are left out. */
  readonly data: { readonly [name: string]: Json | undefined };
  readonly identifiers?: { readonly [kind in keyof Identifiers]?: string | undefined };
}

/** The candidate of an event that a mapping made. Its fields have other names in the platform's own writing, so no place is told. */
export function platformEvent({ id, type, time, subject, data, identifiers = {} }: PlatformEvent): Candidate {
  return {
    id,
    source: undefined,
    type,
    subject,
    time,
    data: present(data),
    identifiers: present(identifiers) as JsonObject as Identifiers,
    cloudEvent: false,
    at: '',
  };
}
