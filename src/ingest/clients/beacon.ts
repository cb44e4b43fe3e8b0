import { CrosscurrentError } from '#kernel';
import { parseJson } from '../parse-json.ts';
import { plainEvent } from '../plain-event.ts';
import { boundEvents, submission } from '../submitted.ts';
import type { ClientProtocol } from './client-protocol.ts';
import { jsonAnswer } from './json-answer.ts';

/** Beacons of pages (`navigator.sendBeacon`, `fetch` with `keepalive`): plain events, and the write key in the body, because a beacon sends no header of its own. Nobody reads the answer, so what was refused is kept and not told as an error. */
export const beacon: ClientProtocol = {
  name: 'Beacon',
  summary: 'Events of a page by navigator.sendBeacon, with the write key in the body',
  posts: ['/v1/beacon'],
  read({ body }) {
    const { value, suspect } = parseJson(body);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new CrosscurrentError('invalid-json', 'The body must be a JSON object with writeKey and events.');
    }
    const events = value['events'];
    if (!Array.isArray(events)) throw new CrosscurrentError('invalid-json', 'The body must hold a list named events.');
    boundEvents(events.length);
    const key = value['writeKey'];
    return {
      submissions: events.map((one) => submission(one, suspect, plainEvent(one, false))),
      single: false,
      writeKey: typeof key === 'string' ? key.slice(0, 1_024) : undefined,
    };
  },
  answer: ({ accepted, refused, verdicts }) =>
    jsonAnswer(refused === 0 ? { accepted, refused } : { accepted, refused, items: verdicts }, 202),
};
