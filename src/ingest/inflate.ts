import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { CrosscurrentError } from '#kernel';

const gunzipAsync = promisify(gunzip);

/** A compressed body may grow to a hundred times its size, and to this many bytes at any rate: small repetitive bodies compress better than that. */
const MAX_RATIO = 100;
const ALWAYS_ALLOWED = 64 * 1024;

/**
 * The bytes of a body as they were before gzip, found by the `Content-Encoding` or by the two magic bytes (some clients compress without saying so). The limit in bytes counts after inflation (`too-large`).
 * Other encodings are `unsupported-media-type`; broken gzip is `invalid-encoding`. A body that is not compressed, as most are, is there at once.
 */
export function inflate(body: Buffer, encoding: string | undefined, limit: number): Buffer | Promise<Buffer> {
  const named = encoding === undefined ? 'identity' : encoding.trim().toLowerCase();
  const zipped = body.length > 1 && body[0] === 0x1f && body[1] === 0x8b;
  if (named !== 'identity' && named !== '' && named !== 'gzip' && named !== 'x-gzip') {
    throw new CrosscurrentError('unsupported-media-type', 'The content encoding is not supported; send gzip or none.');
  }
  if (!zipped) {
    if (named === 'gzip' || named === 'x-gzip') throw new CrosscurrentError('invalid-encoding', 'The body says it is gzip but is not.');
    return body;
  }
  return unzipped(body, limit);
}

async function unzipped(body: Buffer, limit: number): Promise<Buffer> {
  try {
    return await gunzipAsync(body, { maxOutputLength: Math.min(limit, Math.max(ALWAYS_ALLOWED, body.length * MAX_RATIO)) });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new CrosscurrentError('too-large', 'The body is too large once inflated.', { cause });
    }
    throw new CrosscurrentError('invalid-encoding', 'The body is not valid gzip.', { cause });
  }
}
