import { CrosscurrentError, type ErrorCode } from '#kernel';

/** Fastify's own error codes as ours. What is not listed goes by its status. */
const BY_FASTIFY_CODE: ReadonlyMap<string, ErrorCode> = new Map([
  ['FST_ERR_CTP_BODY_TOO_LARGE', 'too-large'],
  ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 'unsupported-media-type'],
  ['FST_ERR_CTP_INVALID_CONTENT_LENGTH', 'bad-request'],
  ['FST_ERR_HANDLER_TIMEOUT', 'overloaded'],
  ['FST_ERR_BAD_URL', 'bad-request'],
]);

/** Any thrown thing as a code and, where it is safe to show, a detail. Only our own errors have one: other messages may quote the input. */
export function mapError(error: unknown): {
  readonly code: ErrorCode;
  readonly detail?: string;
  readonly pointer?: string;
  readonly retryAfterSeconds?: number;
} {
  if (error instanceof CrosscurrentError) {
    return {
      code: error.code,
      detail: error.message,
      ...(error.pointer === undefined ? {} : { pointer: error.pointer }),
      ...(error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
    };
  }
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  const known = code === undefined ? undefined : BY_FASTIFY_CODE.get(code);
  if (known !== undefined) return { code: known };
  switch (statusCode) {
    case 404:
      return { code: 'not-found' };
    case 408:
      return { code: 'request-timeout' };
    case 413:
      return { code: 'too-large' };
    case 414:
    case 431:
      return { code: 'headers-too-large' };
    case 415:
      return { code: 'unsupported-media-type' };
    default:
      return { code: statusCode !== undefined && statusCode >= 400 && statusCode < 500 ? 'bad-request' : 'internal' };
  }
}
