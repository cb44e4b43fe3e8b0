import type { JsonObject } from '#kernel';

/** The way an event comes in: CloudEvents in batches, one JSON object per line, the Segment spec, a plain JSON array. */
export type Lane = 'cloud' | 'lines' | 'segment' | 'plain';

/** One event of the story as its sender writes it: JSON text (or what was meant to be), and when it is sent, in epoch milliseconds. */
export interface TimedEvent {
  readonly at: number;
  readonly lane: Lane;
  readonly json: string;
}

/** A CloudEvent of a social platform's stream. */
export function cloudEvent(at: number, id: string, type: string, data: JsonObject, more: JsonObject = {}): TimedEvent {
  const event = { specversion: '1.0', id, source: '/social/stream', type, time: new Date(at).toISOString(), ...more, data };
  return { at, lane: 'cloud', json: JSON.stringify(event) };
}

/** An event of an ad platform's export, one per line. */
export function lineEvent(at: number, id: string, type: string, data: JsonObject, more: JsonObject = {}): TimedEvent {
  return { at, lane: 'lines', json: JSON.stringify({ id, type, time: new Date(at).toISOString(), ...more, data }) };
}

/** An event of the CRM or the consent platform, in a plain list. */
export function plainEvent(at: number, id: string, type: string, data: JsonObject, more: JsonObject = {}): TimedEvent {
  return { ...lineEvent(at, id, type, data, more), lane: 'plain' };
}

/** A message of the web shop's Segment library. */
export function segmentEvent(at: number, messageId: string, type: 'track' | 'page', message: JsonObject): TimedEvent {
  return { at, lane: 'segment', json: JSON.stringify({ type, messageId, timestamp: new Date(at).toISOString(), ...message }) };
}
