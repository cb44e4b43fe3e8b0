import { CrosscurrentError, type Json, type JsonObject } from '#kernel';
import type { Privacy } from '#privacy';
import type { Candidate } from '../candidate.ts';
import { asObject } from './as-object.ts';
import { clientCandidate, type ClientMessage } from './client-message.ts';
import { present } from './present.ts';

/**
 * The candidate in an event of Amplitude's HTTP V2 API. `$identify` links a contact, `$groupidentify` names an organisation, `revenue_amount` is a purchase, any other event a track call. `insert_id` is the id, `time`
 * (epoch milliseconds) the time, `user_id` the person's id, `device_id` the anonymous one.
 */
export function amplitudeEvent(value: Json, privacy: Privacy, sentAt?: Json): Candidate | CrosscurrentError {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return new CrosscurrentError('validation-failed', 'An event is a JSON object.', { pointer: '' });
  }
  const name = value['event_type'];
  if (typeof name !== 'string' || name.trim() === '') {
    return new CrosscurrentError('validation-failed', 'An event needs its event_type.', { pointer: '/event_type' });
  }
  return clientCandidate(messageOf(name, value), privacy, sentAt);
}

function messageOf(name: string, event: JsonObject): ClientMessage {
  const common = {
    messageId: event['insert_id'],
    timestamp: event['time'],
    userId: event['user_id'],
    anonymousId: event['device_id'],
  };
  const properties = asObject(event['event_properties']);
  switch (name) {
    case '$identify': {
      const operations = asObject(event['user_properties']);
      const traits = { ...asObject(operations['$setOnce']), ...asObject(operations['$set']) };
      return { kind: 'identify', at: '/user_properties/$set', message: present({ ...common, traits }) };
    }
    case '$groupidentify': {
      const [group] = Object.values(asObject(event['groups']));
      const traits = asObject(asObject(event['group_properties'])['$set']);
      const message = present({ ...common, userId: undefined, anonymousId: undefined, groupId: group, traits });
      return { kind: 'group', at: '/group_properties/$set', message };
    }
    case 'revenue_amount':
      return {
        kind: 'track',
        at: '/event_properties',
        message: present({
          ...common,
          event: 'Order Completed',
          properties: { ...properties, ...present({ product: properties['$productId'], revenue: revenueOf(properties) }) },
        }),
      };
    default:
      return { kind: 'track', at: '/event_properties', message: present({ ...common, event: name, properties }) };
  }
}

/** The amount of a revenue event: as given, else price times quantity, without the dust of doubles. */
function revenueOf(properties: JsonObject): number | undefined {
  const given = properties['$revenue'];
  if (typeof given === 'number') return given;
  const price = properties['$price'];
  const quantity = properties['$quantity'] ?? 1;
  return typeof price === 'number' && typeof quantity === 'number' ? Number((price * quantity).toFixed(6)) : undefined;
}
