import { CrosscurrentError } from '#kernel';
import type { Privacy } from '#privacy';
import { parseJson } from './parse-json.ts';
import { segmentEvent } from './segment-event.ts';
import { boundEvents, submission, type Submitted } from './submitted.ts';

/** What a Segment body submitted, and the write key in it, where there is one. `call` is undefined for a batch. */
export function readSegment(
  call: string | undefined,
  body: Buffer,
  privacy: Privacy,
): Submitted & { readonly writeKey: string | undefined } {
  const { value, suspect } = parseJson(body);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CrosscurrentError('invalid-json', 'The body must be a JSON object.');
  }
  const writeKey = typeof value['writeKey'] === 'string' ? value['writeKey'].slice(0, 1_024) : undefined;
  if (call !== undefined)
    return { submissions: [submission(value, suspect, segmentEvent(value, call, privacy, value['sentAt']))], single: true, writeKey };
  const batch = value['batch'];
  if (!Array.isArray(batch)) throw new CrosscurrentError('invalid-json', 'The body must hold a list named batch.');
  boundEvents(batch.length);
  return {
    submissions: batch.map((one) => submission(one, suspect, segmentEvent(one, undefined, privacy, value['sentAt']))),
    single: false,
    writeKey,
  };
}
