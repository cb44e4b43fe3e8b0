import type { IncomingHttpHeaders } from 'node:http';

/** A request of a platform: the bytes as they came, and the address as the platform knows it. */
export interface SourceRequest {
  readonly method: string;
  readonly url: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}
