import { ownEvents } from './own-events.ts';
import type { Platform } from './platform.ts';

/** Any other sender of JSON: its signature and what of its fields becomes an event stand in the configuration. */
export const json: Platform = {
  type: 'json',
  title: 'JSON of any sender',
  takes: 'what `map` makes of it, in CEL',
  evidence: 'V',
  methods: ['POST'],
  sends: 'json',
  deadline: 10_000,
  deadlineEvidence: 'U',
  retries: 'the sender’s own',
  identity: '`map.id`; without it a digest of the content',
  read: ownEvents,
  traps: ['Without `signature` the sender shows its secret as a bearer token.', 'A timestamp is asked for only where it is signed.'],
};
