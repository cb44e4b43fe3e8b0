/** Every code an error of ours may carry: HTTP status where it can reach a client, whether trying again helps, and a title. docs/errors.md lists the same codes; a test holds the two together. */
export const errorCodes = {
  'invalid-json': { status: 400, retry: 'never', title: 'The body is not valid JSON' },
  'invalid-encoding': { status: 400, retry: 'never', title: 'The body is not valid UTF-8 or not valid gzip' },
  'too-deep': { status: 400, retry: 'never', title: 'The body is nested too deeply' },
  'prototype-poisoning': { status: 400, retry: 'never', title: 'The body tries to set an object prototype' },
  'bad-request': { status: 400, retry: 'never', title: 'The request is malformed' },
  unauthorized: { status: 401, retry: 'never', title: 'The write key is missing or unknown' },
  forbidden: { status: 403, retry: 'never', title: 'The write key may not do this' },
  'signature-invalid': { status: 401, retry: 'never', title: 'The signature does not fit the body' },
  'not-found': { status: 404, retry: 'never', title: 'There is nothing at this address' },
  'method-not-allowed': { status: 405, retry: 'never', title: 'The address does not take this method' },
  'not-waiting': { status: 409, retry: 'never', title: 'The run does not wait for an answer' },
  'request-timeout': { status: 408, retry: 'later', title: 'The request took too long to arrive' },
  'too-large': { status: 413, retry: 'never', title: 'The body is too large' },
  'unsupported-media-type': { status: 415, retry: 'never', title: 'The content type or encoding is not supported' },
  'validation-failed': { status: 422, retry: 'never', title: 'The event does not fit its schema' },
  'invalid-item': { status: 422, retry: 'never', title: 'One event of a webhook does not fit; the others were taken' },
  'unsafe-integer': { status: 422, retry: 'never', title: 'A number is too large to be kept exactly' },
  'rate-limited': { status: 429, retry: 'later', title: 'Too many requests' },
  'headers-too-large': { status: 431, retry: 'never', title: 'The headers are too large' },
  internal: { status: 500, retry: 'later', title: 'An unexpected error' },
  'store-unavailable': { status: 503, retry: 'later', title: 'Redis cannot take the event now' },
  'store-full': { status: 503, retry: 'later', title: 'Redis is short of memory' },
  'not-durable': { status: 503, retry: 'later', title: 'The event could not be made durable; send it again with the same id' },
  overloaded: { status: 503, retry: 'later', title: 'The engine is behind; try again later' },
  draining: { status: 503, retry: 'later', title: 'The engine is stopping' },
  // The engine's own, seen in dead letters, logs and metrics.
  'operator-failed': { status: 500, retry: 'never', title: 'An operator failed on this event' },
  'poison-event': { status: 500, retry: 'never', title: 'The event stopped the process more than once' },
  'poison-intent': { status: 500, retry: 'never', title: 'The action stopped the process more than once' },
  undecodable: { status: 500, retry: 'never', title: 'A stream entry could not be read' },
  'time-in-future': { status: 422, retry: 'never', title: 'The event is stamped too far in the future' },
  fenced: { status: 500, retry: 'later', title: 'Another worker owns the partition now' },
  'refused-by-platform': { status: 500, retry: 'never', title: 'The platform refused the action' },
  'attempts-exhausted': { status: 500, retry: 'never', title: 'The action failed too often' },
  'invalid-settings': { status: 500, retry: 'never', title: 'The configuration has mistakes' },
  'invalid-weights': { status: 500, retry: 'never', title: 'A file of model weights cannot be used' },
  'invalid-rules': { status: 500, retry: 'never', title: 'The rules have mistakes' },
  'unsafe-redis': { status: 500, retry: 'never', title: 'The Redis server is not set up safely' },
} as const satisfies Record<string, { status: number; retry: 'never' | 'later'; title: string }>;

export type ErrorCode = keyof typeof errorCodes;

/** The one error class: a code of the table, a detail for people, and, where it is known, the place in the input (a JSON pointer) and the cause. */
export class CrosscurrentError extends Error {
  override readonly name = 'CrosscurrentError';
  readonly code: ErrorCode;
  readonly pointer: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, detail: string, more: { pointer?: string; cause?: unknown; retryAfterSeconds?: number } = {}) {
    super(detail, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.pointer = more.pointer;
    this.retryAfterSeconds = more.retryAfterSeconds;
  }
}
