import { CrosscurrentError, type Json, type JsonObject } from '#kernel';
import type { Privacy } from '#privacy';
import type { Candidate } from '../candidate.ts';
import { asObject } from './as-object.ts';
import { clientCandidate, type ClientMessage } from './client-message.ts';
import { present } from './present.ts';

/**
 * The candidate in an event of PostHog's capture API. `$identify` and `$set` link a contact, `$create_alias` too, `$groupidentify` names an organisation, `$pageview` and `$screen` are pages; any other event is a
 * track call. `uuid` is the id; `distinct_id` is the person's id, unless the library says that it has not identified anybody.
 */
export function posthogEvent(value: Json, privacy: Privacy, sentAt?: Json): Candidate | CrosscurrentError {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return new CrosscurrentError('validation-failed', 'An event is a JSON object.', { pointer: '' });
  }
  const name = value['event'];
  if (typeof name !== 'string' || name.trim() === '') {
    return new CrosscurrentError('validation-failed', 'An event needs its name.', { pointer: '/event' });
  }
  return clientCandidate(messageOf(name, value), privacy, sentAt);
}

function messageOf(name: string, event: JsonObject): ClientMessage {
  const properties = asObject(event['properties']);
  const distinct = event['distinct_id'] ?? properties['distinct_id'];
  const identified = properties['$is_identified'] !== false;
  const common = {
    messageId: event['uuid'],
    timestamp: event['timestamp'],
    userId: identified ? distinct : undefined,
    anonymousId: identified ? properties['$device_id'] : distinct,
  };
  const at = '/properties';
  switch (name) {
    case '$identify':
    case '$set':
      return {
        kind: 'identify',
        at: `${at}/$set`,
        message: present({
          ...common,
          anonymousId: properties['$anon_distinct_id'] ?? common.anonymousId,
          traits: { ...asObject(properties['$set_once'] ?? event['$set_once']), ...asObject(properties['$set'] ?? event['$set']) },
        }),
      };
    case '$create_alias':
    case '$merge_dangerously':
      return { kind: 'alias', at, message: present({ ...common, anonymousId: properties['alias'] }) };
    case '$groupidentify':
      return {
        kind: 'group',
        at: `${at}/$group_set`,
        // The distinct id of this event names the group, not a person.
        message: present({
          ...common,
          userId: undefined,
          groupId: properties['$group_key'],
          traits: asObject(properties['$group_set']),
        }),
      };
    case '$pageview':
    case '$screen':
      return {
        kind: 'page',
        at,
        message: present({
          ...common,
          name: properties['$screen_name'],
          properties: {
            ...properties,
            ...present({ url: properties['$current_url'], referrer: referrerOf(properties), title: properties['title'] }),
          },
        }),
      };
    default:
      return { kind: 'track', at, message: present({ ...common, event: name.startsWith('$') ? name.slice(1) : name, properties }) };
  }
}

/** The library writes `$direct` where there was no page before. */
function referrerOf(properties: JsonObject): Json | undefined {
  const referrer = properties['$referrer'];
  return referrer === '$direct' ? undefined : referrer;
}
