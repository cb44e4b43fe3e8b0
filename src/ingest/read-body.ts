import { inflate } from './inflate.ts';

/** The body of a request as bytes, inflated where it was compressed; an absent body is empty. */
export function readBody(
  request: { readonly body: unknown; readonly headers: { readonly 'content-encoding'?: string | undefined } },
  limit: number,
): Buffer | Promise<Buffer> {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  return inflate(body, request.headers['content-encoding'], limit);
}
