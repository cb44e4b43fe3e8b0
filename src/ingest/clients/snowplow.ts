import { CrosscurrentError, type Json, type JsonObject } from '#kernel';
import type { Privacy } from '#privacy';
import { parseJson } from '../parse-json.ts';
import { problemOf } from '../problem.ts';
import { boundEvents, submission } from '../submitted.ts';
import { asObject } from './as-object.ts';
import type { ClientProtocol, ClientSubmission } from './client-protocol.ts';
import { snowplowEvent } from './snowplow-event.ts';

/** The smallest transparent GIF: what a pixel must be answered with. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** Snowplow's tracker protocol 2: a payload of events, or one event in the query of a pixel. Its trackers show no key, so the app id (`aid`) must be a write key. */
export const snowplow: ClientProtocol = {
  name: 'Snowplow',
  summary: "Snowplow's tracker protocol 2: a payload of events, or a pixel",
  posts: ['/com.snowplowanalytics.snowplow/tp2'],
  gets: ['/i'],
  read({ path, query, body }, privacy) {
    if (path === '/i') return readAll([pixelEvent(query)], false, privacy, true);
    const { value, suspect } = parseJson(body);
    const events = asObject(value)['data'];
    if (!Array.isArray(events)) throw new CrosscurrentError('invalid-json', 'The body must hold a list named data.');
    return readAll(events, suspect, privacy, false);
  },
  answer({ refused, verdicts }, { single }, { path }) {
    const [first] = verdicts;
    if (single && refused > 0) {
      const problem = problemOf(first?.code ?? 'validation-failed', { errors: verdicts });
      return { status: problem.status, type: 'application/problem+json', body: JSON.stringify(problem) };
    }
    return path === '/i' ? { status: 200, type: 'image/gif', body: PIXEL } : { status: 200, type: 'text/plain; charset=utf-8', body: 'ok' };
  },
};

function readAll(events: readonly Json[], suspect: boolean, privacy: Privacy, single: boolean): ClientSubmission {
  boundEvents(events.length);
  const app = asObject(events[0])['aid'];
  return {
    submissions: events.map((one) => submission(one, suspect, snowplowEvent(one, privacy))),
    single,
    writeKey: typeof app === 'string' ? app.slice(0, 1_024) : undefined,
  };
}

/** The event in a query. A name that stands twice counts as it stands last. */
function pixelEvent(query: string): JsonObject {
  const event: JsonObject = {};
  for (const [name, value] of new URLSearchParams(query)) {
    if (name === '__proto__') throw new CrosscurrentError('prototype-poisoning', 'The query tries to set an object prototype.');
    event[name] = value;
  }
  return event;
}
