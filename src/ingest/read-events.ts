import { CrosscurrentError, type Json } from '#kernel';
import type { Submission } from './admission.ts';
import { binaryEvent } from './binary-event.ts';
import { findUnsafe } from './find-unsafe.ts';
import { parseJson } from './parse-json.ts';
import { plainEvent } from './plain-event.ts';
import { boundEvents, submission, type Submitted } from './submitted.ts';

/** The events of a `POST /v1/events` body by its media type: CloudEvents structured, batched or binary, a plain object or array, or one object per line. Throws when the body as a whole cannot be read. */
export function readEvents(media: string, headers: { readonly [name: string]: string | string[] | undefined }, body: Buffer): Submitted {
  if (media === 'application/x-ndjson' || media === 'application/ndjson') return { submissions: readLines(body), single: false };
  const binary = headers['ce-specversion'] !== undefined && !media.startsWith('application/cloudevents');
  if (binary) {
    const parsed = body.length === 0 ? { value: undefined, suspect: false } : parseJson(body);
    const candidate = binaryEvent(headers, parsed.value);
    const original: Json = { id: headers['ce-id'] === undefined ? null : String(headers['ce-id']), data: parsed.value ?? null };
    const unsafe = parsed.suspect && parsed.value !== undefined ? findUnsafe(parsed.value, '/data') : undefined;
    return { submissions: [{ candidate: unsafe ?? candidate, original }], single: true };
  }
  const { value, suspect } = parseJson(body);
  const batch = media === 'application/cloudevents-batch+json';
  const strict = batch || media === 'application/cloudevents+json';
  if (Array.isArray(value)) {
    if (media === 'application/cloudevents+json') {
      throw new CrosscurrentError(
        'invalid-json',
        'A structured CloudEvent is one object; send a list as application/cloudevents-batch+json.',
      );
    }
    boundEvents(value.length);
    return { submissions: value.map((one) => submission(one, suspect, plainEvent(one, strict))), single: false };
  }
  if (batch) throw new CrosscurrentError('invalid-json', 'A CloudEvents batch is a JSON array.');
  return { submissions: [submission(value, suspect, plainEvent(value, strict))], single: true };
}

/** One submission per line that is not blank; a line that cannot be read is refused alone. */
function readLines(body: Buffer): Submission[] {
  const submissions: Submission[] = [];
  let start = 0;
  while (start < body.length) {
    const newline = body.indexOf(0x0a, start);
    const end = newline === -1 ? body.length : newline;
    const line = body.subarray(start, end);
    start = end + 1;
    if (isBlank(line)) continue;
    boundEvents(submissions.length + 1);
    try {
      const { value, suspect } = parseJson(line);
      submissions.push(submission(value, suspect, plainEvent(value, false)));
    } catch (error) {
      if (!(error instanceof CrosscurrentError)) throw error;
      submissions.push({ candidate: error, original: line.toString('utf8') });
    }
  }
  return submissions;
}

function isBlank(line: Buffer): boolean {
  for (const byte of line) if (byte !== 0x20 && byte !== 0x0d && byte !== 0x09) return false;
  return true;
}
