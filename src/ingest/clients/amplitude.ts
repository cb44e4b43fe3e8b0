import { CrosscurrentError } from '#kernel';
import { parseJson } from '../parse-json.ts';
import { boundEvents, submission } from '../submitted.ts';
import { amplitudeEvent } from './amplitude-event.ts';
import type { ClientProtocol } from './client-protocol.ts';
import { jsonAnswer } from './json-answer.ts';

/** Amplitude's HTTP V2 API. Its client reads the outcome from a number named `code` in the body and not from the status, so errors are told in that form too. After a 429 it tries its twelve times without a growing pause, after a 503 with one. */
export const amplitude: ClientProtocol = {
  name: 'Amplitude',
  summary: 'HTTP V2 API of Amplitude: a batch of events',
  posts: ['/2/httpapi'],
  dropsAt429: true,
  read({ body }, privacy) {
    const { value, suspect } = parseJson(body);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new CrosscurrentError('invalid-json', 'The body must be a JSON object.');
    }
    const events = value['events'];
    if (!Array.isArray(events)) throw new CrosscurrentError('invalid-json', 'The body must hold a list named events.');
    boundEvents(events.length);
    const key = value['api_key'];
    return {
      submissions: events.map((one) => submission(one, suspect, amplitudeEvent(one, privacy, value['client_upload_time']))),
      single: false,
      writeKey: typeof key === 'string' ? key.slice(0, 1_024) : undefined,
    };
  },
  answer({ accepted, refused, verdicts }, _submitted, { body }, now) {
    const items = refused === 0 ? {} : { refused, items: verdicts };
    return jsonAnswer({ code: 200, events_ingested: accepted, payload_size_bytes: body.length, server_upload_time: now, ...items });
  },
  refuse({ status, code, title, detail }) {
    return jsonAnswer({ code: status, error: detail ?? title, problem: code }, status);
  },
};
