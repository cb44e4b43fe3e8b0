import { CrosscurrentError, type Json } from '#kernel';
import type { Privacy } from '#privacy';
import { parseJson } from '../parse-json.ts';
import { problemOf } from '../problem.ts';
import { boundEvents, submission } from '../submitted.ts';
import { asObject } from './as-object.ts';
import type { ClientProtocol, ClientRequest, ClientSubmission } from './client-protocol.ts';
import { jsonAnswer } from './json-answer.ts';
import { posthogEvent } from './posthog-event.ts';

/** PostHog's first capture API: one event, or a batch of them, with the project's key in the body. A batch is answered 200 also when events of it were refused. */
export const posthog: ClientProtocol = {
  name: 'PostHog',
  summary: 'Capture API of PostHog: one event, or a batch',
  posts: ['/batch', '/capture', '/e', '/i/v0/e'],
  read: (request, privacy) => readPosthog(request, privacy),
  answer({ refused, verdicts }, { single }) {
    const [first] = verdicts;
    if (single && refused > 0) {
      const problem = problemOf(first?.code ?? 'validation-failed', {
        ...(first?.reason === undefined ? {} : { detail: first.reason }),
        errors: verdicts,
      });
      return { ...jsonAnswer(problem, problem.status), type: 'application/problem+json' };
    }
    return jsonAnswer(refused === 0 ? { status: 1 } : { status: 1, refused, items: verdicts });
  },
};

/** PostHog's second capture API, which hears a verdict for every event by its uuid. Its client takes 429 for the end, and tries again after 503. */
export const posthogWithVerdicts: ClientProtocol = {
  name: 'PostHog, capture v1',
  summary: 'Capture API v1 of PostHog: a batch, answered with a verdict for every event',
  posts: ['/i/v1/analytics/events'],
  dropsAt429: true,
  read: (request, privacy) => readPosthog(request, privacy),
  answer({ verdicts }, { submissions }) {
    const results: { [uuid: string]: { result: 'ok' | 'drop'; details?: string } } = {};
    submissions.forEach(({ original }, index) => {
      const uuid = asObject(original)['uuid'];
      const verdict = verdicts[index];
      if (typeof uuid !== 'string') return;
      results[uuid] =
        verdict?.status === 'refused'
          ? { result: 'drop', details: `${verdict.code}${verdict.reason === undefined ? '' : `: ${verdict.reason}`}` }
          : { result: 'ok' };
    });
    return jsonAnswer({ results });
  },
};

function readPosthog({ body }: ClientRequest, privacy: Privacy): ClientSubmission {
  const { value, suspect } = parseJson(body);
  // Some libraries send a bare list of events, each with the key.
  const envelope = Array.isArray(value) ? { batch: value } : value;
  if (typeof envelope !== 'object' || envelope === null) throw new CrosscurrentError('invalid-json', 'The body must be a JSON object.');
  const batch = envelope['batch'];
  if (batch !== undefined && !Array.isArray(batch)) throw new CrosscurrentError('invalid-json', 'batch must be a list of events.');
  const events = batch ?? [envelope];
  boundEvents(events.length);
  const key = keyOf(envelope) ?? (events[0] === undefined ? undefined : keyOf(events[0]));
  return {
    submissions: events.map((one) => submission(one, suspect, posthogEvent(one, privacy, envelope['sent_at']))),
    single: batch === undefined,
    writeKey: typeof key === 'string' ? key.slice(0, 1_024) : undefined,
  };
}

function keyOf(value: Json): Json | undefined {
  const object = asObject(value);
  return object['api_key'] ?? object['token'] ?? asObject(object['properties'])['token'];
}
